/** What the reader chose at the top of the dashboard. */
export const CHOSEN = { job: { like: '$job' }, instance: { like: '$instance' } } as const;

/** As far back as a rate needs at the zoom at hand. */
export const RATE = '$__rate_interval';

/** All that is on the screen. */
export const RANGE = '$__range';
