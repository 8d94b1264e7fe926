import type { FindingCode, HostEntry } from "../../inventory";
import type { Account } from "../model";

/** @internal The kinds of differences between an app and its account. */
export type DriftCode =
  | FindingCode
  /** A tunnel of the app serves a host that the app does not publish. */
  | "HostUnknown"
  /** A host of the app is not in the configuration of its tunnel. */
  | "HostMissing"
  /** A host has other layers of protection than in the app. */
  | "ProtectionChanged"
  /** An object of the app does not exist. */
  | "ObjectMissing"
  /** An attribute has another value than in the app. */
  | "ObjectChanged"
  /** Several objects of the account can be the one of the app. */
  | "ObjectAmbiguous"
  /** An application has a bypass policy that the app does not contain. */
  | "BypassAdded"
  /** A record points to a tunnel, and no application of the account covers its name. */
  | "RecordWithoutApplication"
  /** A tunnel of the app has a route that the app does not contain. */
  | "RouteUnknown"
  /** A tunnel has no connector, or not all of its connections. */
  | "TunnelUnhealthy"
  /** A connector runs a release that is not supported, or another one than in the app. */
  | "ConnectorOutdated"
  /** The account lacks a setting that the app requires. */
  | "SettingMismatch";

/** @internal A difference between an app and its account, or something exposed in an account. */
export interface DriftFinding {
  readonly code: DriftCode;
  /** A hostname, or an object. */
  readonly about: string;
  readonly message: string;
  /** Whether it sets the exit code only with `--strict`. */
  readonly isNotice: boolean;
}

/** @internal The result of `drift`. */
export interface DriftReport {
  readonly account: Account;
  /** The hosts of all tunnels of the account, those that more users reach first. */
  readonly hosts: readonly HostEntry[];
  /** The most severe first. */
  readonly findings: readonly DriftFinding[];
  /** The objects that were not compared, with the reason. */
  readonly notCompared: readonly NotCompared[];
}

/** @internal An object of the app that was not compared. */
export interface NotCompared {
  readonly about: string;
  readonly why: string;
  /** Whether it may decide who reaches what, so that the result is incomplete. */
  readonly matters: boolean;
}
