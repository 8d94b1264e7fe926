/** Defines a zone that other name servers answer. */
export interface ForwardedZone {
  /** The zone: "corp.example.internal". */
  readonly zone: string;
  /** The addresses of its name servers, IPv4 or IPv6, at most 15; they are asked on port 53. */
  readonly nameServers: string[];
}
