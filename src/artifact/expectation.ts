import type { EnvironmentProfile } from './environments.js';
import type { HoldoutExpectation } from './holdout/example.js';

/** Whose signature an artifact was asked to have. */
export interface SignatureExpectation {
  /** Path of the Sigstore bundle; default: `<file>.sig`, of a folder its `model.sig` or `<folder>.sig`. */
  readonly bundle?: string | undefined;
  /** Path of the signer's public key in PEM; without it a signature proves nothing, and the check is inconclusive. */
  readonly publicKey?: string | undefined;
}

/** What an artifact was asked to be. What is not stated is not asked. */
export interface ArtifactExpectation {
  /** Under which it was registered or announced, 64 hex digits: of the file, of a folder as Digests says. */
  readonly sha256?: string | undefined;
  /** The same with its algorithm: `sha256:HEX` or `blake2b:HEX`. */
  readonly digest?: string | undefined;
  /** A signature to verify. */
  readonly signature?: SignatureExpectation | undefined;
  /** Where it is to run: memory is judged against this instead of what this machine has free. */
  readonly environment?: EnvironmentProfile | undefined;
  /** Path of the artifact that it is to replace, a file or a folder; in calls also a name of `artifact.baselines`. */
  readonly baseline?: string | undefined;
  /** Examples that it is judged by, and has to be no worse on than its baseline. */
  readonly holdout?: HoldoutExpectation | undefined;
  /** Numbers that its trainer gave, e.g. `{ accuracy: 0.9 }`: shown as such, never taken for measured ones. */
  readonly reported?: Readonly<Record<string, number>> | undefined;
  /** What a text model is asked, instead of the default prompts. */
  readonly prompts?: readonly string[] | undefined;
  /** Sizes of dimensions that a model of tensors leaves open, by their names or by input and place: `tokens.1`. */
  readonly dimensions?: Readonly<Record<string, number>> | undefined;
}
