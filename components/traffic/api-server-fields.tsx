"use client";

import { Textarea, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { TargetSectionProps } from "./target-form";
import classes from "./targets.module.css";

interface ApiServerFieldsProps extends TargetSectionProps {
  readonly ca: string | null;
  readonly children: ReactNode;
}

/** How an API server of Kubernetes is reached; the token is the secret of the target. */
export function ApiServerFields({ problem, ca, children }: ApiServerFieldsProps): ReactNode {
  const { form } = problem;
  return (
    <>
      <div className={classes.fieldPair}>
        <TextInput
          label="API server"
          required
          description="As `kubectl cluster-info` shows it."
          placeholder="https://10.0.0.1:6443"
          {...form.getInputProps("config.server")}
        />
        <TextInput label="Namespace" required placeholder="shop" {...form.getInputProps("config.namespace")} />
      </div>
      <Textarea
        label="Certificate of its authority"
        description="In PEM form, the cluster's ca.crt. Empty: authorities that the operating system trusts."
        autosize
        minRows={2}
        maxRows={6}
        placeholder="-----BEGIN CERTIFICATE-----"
        value={ca ?? ""}
        error={form.errors["config.ca"]}
        onChange={(event) => form.setFieldValue("config.ca", event.currentTarget.value || null)}
      />
      {children}
    </>
  );
}
