import { PressproofError } from '../core/errors.js';

/**
 * The file cannot be read as an image at all. Codes: `not_found`, `not_a_file`, `unreadable`, `empty_file`,
 * `not_an_image`, `unsupported_format`, `animation_not_read`, `not_decodable`, `canvas_over_budget`, `frames_over_budget`.
 */
export class ImageError extends PressproofError {}
