/** A text, or the environment variable that holds it. */
export type Secret = string | { readonly env: string };

export const SEVERITIES = ['high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

interface AnyChannel {
  /** Whether messages name failed outputs by their paths. */
  readonly paths: boolean;
}

export interface LogChannel extends AnyChannel {
  readonly type: 'log';
}

export interface WebhookChannel extends AnyChannel {
  readonly type: 'webhook';
  readonly url: Secret;
  readonly headers?: Readonly<Record<string, Secret>> | undefined;
}

export interface SlackChannel extends AnyChannel {
  readonly type: 'slack';
  readonly url: Secret;
}

export interface TeamsChannel extends AnyChannel {
  readonly type: 'teams';
  readonly url: Secret;
}

export interface EmailChannel extends AnyChannel {
  readonly type: 'email';
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly requireTls?: boolean | undefined;
  readonly user?: string | undefined;
  readonly password?: Secret | undefined;
  readonly from: string;
  readonly to: readonly string[];
}

export type ChannelSettings = LogChannel | WebhookChannel | SlackChannel | TeamsChannel | EmailChannel;

/** `over` null: no such alert. */
export interface RateSettings {
  readonly over: number | null;
  readonly severity: Severity;
}

export interface RuleSettings {
  readonly failureRate: RateSettings;
  readonly slowRate: RateSettings & { readonly slowOverMs: number };
  readonly inconclusiveRate: RateSettings;
  readonly memoryMiB: RateSettings;
  readonly consecutiveFailures: { readonly atLeast: number | null; readonly severity: Severity };
}

/** Section `alerts` of the configuration, as this room needs it. */
export interface AlertSettings {
  readonly channels: readonly ChannelSettings[];
  readonly windowMinutes: number;
  readonly minSubjects: number;
  readonly repeatMinutes: number;
  readonly resolveMinutes: number;
  readonly maxPerHour: number;
  readonly rules: RuleSettings;
}
