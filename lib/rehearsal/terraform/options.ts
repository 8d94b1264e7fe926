import type { DataAnswers } from "./override";

/** @internal The options of a rehearsal. */
export interface RehearsalOptions {
  /**
   * Selects one of the call orders that Terraform allows.
   *
   * @default 0
   */
  readonly seed?: number;
  /**
   * The time in milliseconds without further calls after which a call takes effect. On a busy machine, a longer time is
   * required for a reproducible order.
   *
   * @default 20
   */
  readonly idleMs?: number;
  /**
   * The command to run.
   *
   * @default - TERRAFORM_BINARY_NAME, otherwise "terraform"
   */
  readonly binary?: string;
  /**
   * Files with values of variables, as for Terraform's `-var-file`.
   *
   * @default - none; TF_VAR_* and the files that Terraform reads by itself apply
   */
  readonly varFiles?: string[];
  /**
   * Values of data sources, by address, such as `{ "data.http.motd": { response_body: "hello" } }`.
   *
   * @default - invented values
   */
  readonly data?: DataAnswers;
  /**
   * The executable file of the real Cloudflare provider. It runs against a stand-in of Cloudflare's API.
   *
   * @default - the provider is simulated
   */
  readonly cloudflareProvider?: string;
}
