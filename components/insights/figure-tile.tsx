import Link from "next/link";
import type { ReactNode } from "react";
import type { FigureView } from "@/lib/insights/contract";
import { measureWords } from "@/lib/insights/domain/measures";
import { changeOf, changeText, figureText, intervalText, sampleText } from "./figure-words";
import classes from "./insights.module.css";

export interface FigureTileProps {
  readonly figure: FigureView;
  readonly before: FigureView | undefined;
  readonly rowsHref: string;
  readonly onDefine: () => void;
}

/** One figure with how sure it is, what it was before, and the ways to its rule and its rows. */
export function FigureTile({ figure, before, rowsHref, onDefine }: FigureTileProps): ReactNode {
  const { title, unit } = measureWords[figure.measure];
  const change = changeOf(figure, before);
  return (
    <section className={classes.tile} aria-label={title}>
      <h2 className={classes.tileTitle}>{title}</h2>
      <div className={classes.tileValue} data-empty={figure.value === null || undefined}>
        {figureText(figure)}
      </div>
      <div className={classes.tileNote}>
        {sampleText(figure)}
        {unit === "ms" && figure.p90 !== null ? ` · p90 ${figureText({ ...figure, value: figure.p90 })}` : ""}
      </div>
      {figure.value === null ? null : <div className={classes.tileNote}>{intervalText(figure)}</div>}
      {before ? (
        <div
          className={`${classes.tileNote} ${change === "better" ? classes.better : change === "worse" ? classes.worse : ""}`}
        >
          {changeText(figure, before)}
        </div>
      ) : null}
      <div className={classes.tileEnd}>
        {/* Nine of them on a page, and few are followed. */}
        <Link href={rowsHref} prefetch={false} aria-label={`Rows of ${title.toLowerCase()}`}>
          Rows
        </Link>
        <button
          type="button"
          className={classes.textButton}
          onClick={onDefine}
          aria-label={`Definition of ${title.toLowerCase()}`}
        >
          Definition
        </button>
      </div>
    </section>
  );
}
