import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { DesignGallery } from "@/components/design/design-gallery";
import { isGalleryServed } from "@/lib/platform/config/gallery";

export const metadata: Metadata = { title: "Design gallery" };

/** Every component with specimen data. It shows nothing of the installation, so it asks for no permission. */
export default function DesignPage(): ReactNode {
  if (!isGalleryServed()) notFound();
  return <DesignGallery nowMs={Date.now()} />;
}
