import type { DriftFinding } from "./model";
import { isBrokenRelease } from "../../core/cloudflared-release";
import type { TunnelHealth } from "../model";

/** @internal What is expected of the connectors of a tunnel. */
export interface ConnectorExpectation {
  /** The current date. */
  readonly today: Date;
  /** The release in the app, such as "2026.8.2". Undefined if it is not known. */
  readonly release?: string;
  /** Whether findings set the exit code only with `--strict`. */
  readonly isNotice: boolean;
}

/**
 * Finds the tunnels that are not connected, and the connectors whose release is not supported. Cloudflare supports the
 * releases of one year.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/downloads/
 * @internal
 */
export function connectorFindings(health: TunnelHealth, expected: ConnectorExpectation): DriftFinding[] {
  const about = health.tunnel.address;
  const { isNotice } = expected;
  const outdated = health.connectors.flatMap(({ id, version }) => {
    const why = version === undefined ? undefined : outdatedBy(version, expected);
    return why === undefined ? [] : [`Connector ${id} runs cloudflared ${version}, ${why}.`];
  });
  return [
    ...unhealthy(health).map((message): DriftFinding => ({ code: "TunnelUnhealthy", about, message, isNotice })),
    ...outdated.map((message): DriftFinding => ({ code: "ConnectorOutdated", about, message, isNotice })),
  ];
}

function unhealthy({ status, connectors }: TunnelHealth): string[] {
  switch (status) {
    case "healthy":
      return [];
    case "degraded":
      return [`The tunnel is degraded: not all connections of its ${connectors.length} connectors are established.`];
    case "down":
      return ["The tunnel is down: no connector is connected."];
    case "inactive":
      return ["The tunnel is inactive: no connector was ever connected."];
    default:
      return [`The API reports the status ${JSON.stringify(status ?? null)}, which is not known.`];
  }
}

/** Why a release is outdated. A version of an own build is not compared. */
function outdatedBy(version: string, { today, release }: ConnectorExpectation): string | undefined {
  if (isBrokenRelease(version)) {
    return "which normalizes paths differently from Access, so that a request can bypass it";
  }
  const parts = partsOf(version);
  if (parts === undefined) return undefined;
  const months = (today.getUTCFullYear() - parts[0]) * 12 + (today.getUTCMonth() + 1 - parts[1]);
  if (months > 12) return "which is more than one year old and not supported";
  const declared = release === undefined ? undefined : partsOf(release);
  return declared !== undefined && isOlder(parts, declared) ? `and the app contains ${release}` : undefined;
}

/** The year, the month and the number of a release. */
function partsOf(version: string): [number, number, number] | undefined {
  const [, year, month, patch] = /^(20\d\d)\.(\d{1,2})\.(\d+)/.exec(version) ?? [];
  return year === undefined ? undefined : [Number(year), Number(month), Number(patch)];
}

function isOlder(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((part, i) => part !== b[i]);
  return at >= 0 && a[at] < b[at];
}
