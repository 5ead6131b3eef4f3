/** As engines of ours take what GIFSICLE_OPTIONS says; -O3 is their default. */
export const GIFSICLE_PARAMETERS = { lossy: 80, colors: 64 } as const;
