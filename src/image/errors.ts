import { PressproofError } from '../core/errors.js';

/**
 * The file cannot be read as an image at all. Codes: `not_found`, `unreadable`, `empty_file`, `not_an_image`,
 * `unsupported_format`, `not_decodable`, `canvas_over_budget`, `frames_over_budget`.
 */
export class ImageError extends PressproofError {}
