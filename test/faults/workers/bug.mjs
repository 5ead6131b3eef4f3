// A validator with a bug.
export default async () => ({ ok: false, usage: false, code: 'task_failed', message: 'x is not a function' });
