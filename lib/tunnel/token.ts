/** @internal Where a connector's token comes from. */
export type TunnelTokenSource =
  | { readonly kind: "secret"; readonly name: string; readonly key: string }
  | { readonly kind: "ephemeral"; readonly value: string; readonly version: number }
  | { readonly kind: "tunnel" };

/**
 * Defines how the tunnel's token reaches a connector. Whoever holds it can run the tunnel.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/configure-tunnels/remote-tunnel-permissions/
 */
export class TunnelToken {
  /**
   * Defines a secret that exists already: nothing of it is in Terraform's state.
   *
   * @param name the secret: a Kubernetes Secret in the connector's namespace; or a Secret Manager secret's id, `projects/<project>/secrets/<id>` in another project
   * @param key the Kubernetes Secret's key; or the Secret Manager version, a number
   */
  public static fromSecret(name: string, key: string): TunnelToken {
    return new TunnelToken({ kind: "secret", name, key });
  }

  /**
   * Defines a secret that the connector makes from what Terraform passes on and never keeps. For Cloud Run, with Terraform 1.11 or newer.
   *
   * @param value a reference to an ephemeral variable of the stack, never the token's text
   * @param version 1 or more; raise it with each new token
   * @see https://developer.hashicorp.com/terraform/language/manage-sensitive-data/write-only
   */
  public static fromEphemeral(value: string, version: number): TunnelToken {
    return new TunnelToken({ kind: "ephemeral", value, version });
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
