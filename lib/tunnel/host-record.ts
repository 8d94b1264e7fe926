import { validateReason } from "../core/comment";
import { Problem } from "../core/errors";

/**
 * The DNS record of a published host. `Tunnel.publish` creates one unless it is managed elsewhere.
 *
 * @example
 * tunnel.publish("app.example.com", {
 *   zone,
 *   origin: Origin.http("10.0.3.7", 8080),
 *   access: HostAccess.policies(staff),
 *   record: HostRecord.managedElsewhere("the load balancer of the platform team"),
 * });
 *
 * @throws ValidationError ReasonInvalid
 */
export class HostRecord {
  /**
   * Creates no DNS record. A load balancer, another app or another team makes the hostname resolve to the tunnel.
   *
   * The record is a public entry of the host: it must be created after the tunnel's configuration and deleted before
   * the host is removed. `Tunnel.addPublicEntry` orders a resource of the same stack.
   *
   * @param reason the reason: one line of up to 100 characters. It is stored in the comment of the tunnel's
   * configuration in the synthesized JSON and shown in the summary.
   */
  public static managedElsewhere(reason: string): HostRecord {
    return new HostRecord(reason);
  }

  private constructor(
    /** @internal */
    public readonly _reason: string,
  ) {}
}

/** @internal What stores the reasons of a host without a DNS record. */
export const CONFIGURATION_COMMENT = "tunnel's configuration";

/** @internal Validates the reason for which a host has no record. */
export function validateHostRecord(record: HostRecord | undefined): Problem[] {
  return record === undefined ? [] : validateReason(record._reason, "", CONFIGURATION_COMMENT);
}

/**
 * What the comment of the tunnel's configuration contains for a host without a DNS record. `lib/inventory` reads it.
 *
 * @internal
 */
export interface HostComment {
  /** The reason for which there is no record. */
  readonly record: string;
  /** What the comment of the record would contain: why the host has no application of its own. */
  readonly comment?: string;
  /** The zone of a host that needs its own certificate, and the host of the certificate. */
  readonly zone?: string;
  readonly certificate?: string;
}
