const hosts = (prefix: string, suffixes: string, bits: number): string[] =>
  suffixes.split(" ").map((suffix) => `${prefix}${suffix}/${bits}`);

/**
 * The addresses of Cloudflare's edge, region1 and region2.v2.argotunnel.com. Connectors connect to port 7844 over TCP
 * and UDP.
 *
 * @internal
 * @see https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/configure-tunnels/tunnel-with-firewall/
 */
export const EDGE_CIDRS = [
  ...hosts("198.41.192.", "7 27 37 47 57 67 77 107 167 227", 32),
  ...hosts("198.41.200.", "13 23 33 43 53 63 73 113 193 233", 32),
  ...hosts("2606:4700:a0::", "1 2 3 4 5 6 7 8 9 10", 128), // hexadecimal "10" (16), as Cloudflare lists it
  ...hosts("2606:4700:a8::", "1 2 3 4 5 6 7 8 9 10", 128),
];

/** @internal The port of Cloudflare's edge. */
export const EDGE_PORT = 7844;
