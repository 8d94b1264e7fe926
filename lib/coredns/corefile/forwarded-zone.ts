/** A zone that other name servers answer. */
export interface ForwardedZone {
  /** The zone: "corp.example.internal". */
  readonly zone: string;
  /** The addresses of the zone's name servers, IPv4 or IPv6, 1 to 15, without ports. They are queried on port 53. */
  readonly nameServers: string[];
}
