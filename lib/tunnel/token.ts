/** @internal Where a connector's token comes from. */
export type TunnelTokenSource =
  { readonly kind: "secret"; readonly name: string; readonly key: string } | { readonly kind: "tunnel" };

/**
 * Defines how the tunnel's token reaches a connector. Whoever holds it can run the tunnel.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/configure-tunnels/remote-tunnel-permissions/
 */
export class TunnelToken {
  /**
   * Defines a secret that exists already: nothing of it is in Terraform's state.
   *
   * @param name the secret: a Kubernetes Secret in the connector's namespace, or a Secret Manager secret's id
   * @param key the Kubernetes Secret's key, or the Secret Manager version
   */
  public static fromSecret(name: string, key: string): TunnelToken {
    return new TunnelToken({ kind: "secret", name, key });
  }

  /** Defines a secret that the connector makes from the tunnel itself: the token is then in Terraform's state, which the summary says. */
  public static fromTunnel(): TunnelToken {
    return new TunnelToken({ kind: "tunnel" });
  }

  private constructor(
    /** @internal */
    public readonly _source: TunnelTokenSource,
  ) {}
}
