import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { ComponentPropsWithRef, ReactNode } from "react";
import classes from "./data-table.module.css";

export interface ExportButtonProps extends Omit<ComponentPropsWithRef<"button">, "style"> {
  /** The file is on its way. */
  readonly isBusy?: boolean;
}

export function ExportButton({ isBusy = false, ...others }: ExportButtonProps): ReactNode {
  return (
    <Button
      {...others}
      className={classes.export}
      variant="default"
      // Not disabled meanwhile: the focus would be lost.
      aria-busy={isBusy}
      leftSection={<IconDownload size={14} stroke={1.8} />}
    >
      {isBusy ? "Exporting…" : "Export"}
    </Button>
  );
}
