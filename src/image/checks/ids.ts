/** Kinds of subject: an original with what was made of it, and an image that has no original. */
export const PAIR = 'image-pair';
export const LONE = 'image';

/** Ids of the image suite in the order of its registry (index.ts), for those who only have to name its checks. */
export const CHECK_IDS = [
  'file_integrity',
  'dimensions',
  'frame_count',
  'fps',
  'duration',
  'loop_count',
  'color_count',
  'transparency',
  'size_reduction',
  'quality_degradation',
] as const;
