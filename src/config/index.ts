export { describeSettings, type DescribedField } from './describe.js';
export { didYouMean } from './did-you-mean.js';
export { entriesOf, entryOf, type Entry } from './layer.js';
export { namesIn } from './name-list.js';
export { PRESET_NAMES, PRESETS, type PresetName } from './presets.js';
export { configParts, controlEntries, resolveSettings, type ResolvedSettings, type SettingsInput } from './resolve.js';
export { configJsonSchema, type Settings } from './schema.js';
