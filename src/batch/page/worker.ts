import { replyOf, type Reply } from '../../pool/reply.js';
import type { PictureTask } from './picture.js';
import { takePictures } from './take.js';

/** Root of the threads that make the page's pictures: hostile files are decoded where a thread may die of them. */
export default function work(task: PictureTask): Promise<Reply> {
  return replyOf(() => takePictures(task));
}
