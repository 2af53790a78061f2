import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

/*
 * The look lives in the tokens of `app/globals.css`; this file teaches Mantine to use them. Colour scales exist only for
 * what Mantine computes itself (filled buttons, light variants); text and marks come from the `--sb-*` variables.
 */
const signal: MantineColorsTuple = [
  "#eef3fe",
  "#dbe6fd",
  "#b6ccfb",
  "#8eaff8",
  "#648ff3",
  "#3f74ee",
  "#2459d8",
  "#1d4cbd",
  "#183f9c",
  "#14347f",
];

const gray: MantineColorsTuple = [
  "#f8f8fa",
  "#f1f1f5",
  "#e6e6ec",
  "#d9d9e1",
  "#c3c4ce",
  "#8b8d99",
  "#686b78",
  "#585b67",
  "#33353e",
  "#17181c",
];

const dark: MantineColorsTuple = [
  "#ecedf0",
  "#c9cbd3",
  "#a2a5b1",
  "#9295a2",
  "#3b3d46",
  "#31333b",
  "#272930",
  "#17181c",
  "#101114",
  "#0b0c0e",
];

const red: MantineColorsTuple = [
  "#fdebea",
  "#fad3d1",
  "#f4aaa6",
  "#ee837e",
  "#ee645e",
  "#dc3b3b",
  "#c93030",
  "#b32727",
  "#8f2020",
  "#6e1a1a",
];

export const theme = createTheme({
  primaryColor: "signal",
  primaryShade: { light: 6, dark: 6 },
  colors: { signal, gray, dark, red },
  white: "#ffffff",
  black: "#17181c",
  fontFamily: "var(--sb-font-sans)",
  fontFamilyMonospace: "var(--sb-font-mono)",
  headings: {
    fontFamily: "var(--sb-font-sans)",
    fontWeight: "600",
    textWrap: "pretty",
    sizes: {
      h1: { fontSize: "1.375rem", lineHeight: "1.75rem" },
      h2: { fontSize: "1.0625rem", lineHeight: "1.5rem" },
      h3: { fontSize: "0.875rem", lineHeight: "1.25rem" },
      h4: { fontSize: "0.8125rem", lineHeight: "1.25rem" },
      h5: { fontSize: "0.8125rem", lineHeight: "1.25rem" },
      h6: { fontSize: "0.75rem", lineHeight: "1rem" },
    },
  },
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  lineHeights: { xs: "1.35", sm: "1.5", md: "1.5", lg: "1.5", xl: "1.4" },
  fontWeights: { regular: "400", medium: "500", bold: "600" },
  spacing: { xs: "0.5rem", sm: "0.75rem", md: "1rem", lg: "1.5rem", xl: "2rem" },
  radius: { xs: "0.25rem", sm: "0.375rem", md: "0.5rem", lg: "0.75rem", xl: "1rem" },
  defaultRadius: "sm",
  focusRing: "auto",
  respectReducedMotion: true,
  cursorType: "pointer",
  shadows: {
    xs: "var(--sb-shadow-low)",
    sm: "var(--sb-shadow-low)",
    md: "var(--sb-shadow-high)",
    lg: "var(--sb-shadow-high)",
    xl: "var(--sb-shadow-high)",
  },
  components: {
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.5 }, radius: "md" } },
    Tooltip: {
      defaultProps: {
        openDelay: 250,
        withArrow: false,
        radius: "sm",
        events: { hover: true, focus: true, touch: true },
      },
    },
    // The first choice takes the focus: an element before it that only holds the focus is no part of a menu.
    Menu: { defaultProps: { shadow: "md", radius: "md", offset: 4, withInitialFocusPlaceholder: false } },
    Popover: { defaultProps: { shadow: "md", radius: "md" } },
    Skeleton: { defaultProps: { radius: "sm" } },
    Switch: { defaultProps: { withThumbIndicator: false } },
    SegmentedControl: { defaultProps: { withItemsBorders: false } },
  },
});

const surfaces = {
  "--mantine-color-body": "var(--sb-surface)",
  "--mantine-color-text": "var(--sb-text)",
  "--mantine-color-bright": "var(--sb-text)",
  "--mantine-color-dimmed": "var(--sb-text-muted)",
  "--mantine-color-placeholder": "var(--sb-text-faint)",
  "--mantine-color-anchor": "var(--sb-accent-text)",
  "--mantine-color-error": "var(--sb-failed-text)",
  "--mantine-color-success": "var(--sb-healthy-text)",
  "--mantine-color-default": "var(--sb-control)",
  "--mantine-color-default-hover": "var(--sb-hover)",
  "--mantine-color-default-color": "var(--sb-text)",
  "--mantine-color-default-border": "var(--sb-border-strong)",
  "--mantine-color-disabled": "var(--sb-inset)",
  "--mantine-color-disabled-color": "var(--sb-text-faint)",
  "--mantine-color-disabled-border": "var(--sb-border)",
  "--mantine-color-signal-text": "var(--sb-accent-text)",
  "--mantine-color-signal-light": "var(--sb-progressing-soft)",
  "--mantine-color-signal-light-color": "var(--sb-progressing-text)",
  "--mantine-color-red-text": "var(--sb-failed-text)",
  "--mantine-color-red-light": "var(--sb-failed-soft)",
  "--mantine-color-red-light-color": "var(--sb-failed-text)",
  "--mantine-color-gray-text": "var(--sb-text-muted)",
  "--mantine-color-gray-light-color": "var(--sb-neutral-text)",
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...surfaces },
  dark: { ...surfaces, "--mantine-color-gray-light": "var(--sb-neutral-soft)" },
});
