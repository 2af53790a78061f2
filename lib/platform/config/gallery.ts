import { isProductionBuild } from "./build-mode";

/** Whether `/design` is served: always in development, otherwise only with SIGNALBOX_DESIGN_GALLERY=1, for tests. */
export function isGalleryServed(): boolean {
  return !isProductionBuild || ["1", "true"].includes(process.env.SIGNALBOX_DESIGN_GALLERY ?? "");
}
