/** Facts fixed when the bundle is made. Client-safe: the bundler replaces them by constants. */
export const isProductionBuild: boolean = process.env.NODE_ENV === "production";
