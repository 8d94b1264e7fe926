import { checkArgument, Kind, TEXT } from "../core/kinds";

/** @internal The source of a connector's token. */
export type TunnelTokenSource =
  | { readonly kind: "kubernetes-secret"; readonly name: string; readonly key: string }
  | { readonly kind: "secret-manager"; readonly secretId: string; readonly version: string }
  | { readonly kind: "ephemeral"; readonly value: string; readonly version: number }
  | { readonly kind: "tunnel" };

/** The source of a tunnel's token. Created by the factories of `TunnelToken`. */
export interface ITunnelToken {
  /** Whether the token is stored in Terraform's state. */
  readonly isInState: boolean;
  /** @internal */
  readonly _source: TunnelTokenSource;
}

/** A tunnel token that a connector in Kubernetes supports. */
export interface IKubernetesToken extends ITunnelToken {
  /** Whether a Kubernetes Deployment can read the token from this source. */
  readonly supportsKubernetes: boolean;
}

/** A tunnel token that a connector in Cloud Run supports. */
export interface ICloudRunToken extends ITunnelToken {
  /** Whether a Cloud Run worker pool can read the token from this source. */
  readonly supportsCloudRun: boolean;
}

/**
 * Specifies how a tunnel's token reaches a connector. Anyone who has the token can run a connector of the tunnel.
 *
 * @example
 * tunnel.connect(
 *   new KubernetesConnector({
 *     namespace: "cloudflared",
 *     token: TunnelToken.fromKubernetesSecret("cloudflared-token", "token"),
 *   }),
 * );
 *
 * @see https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/configure-tunnels/remote-tunnel-permissions/
 */
export class TunnelToken implements IKubernetesToken, ICloudRunToken {
  /**
   * Reads the token from an existing Kubernetes Secret. Terraform's state does not contain the token.
   *
   * @param name the Secret, in the connector's namespace
   * @param key the key of the Secret that holds the token
   */
  public static fromKubernetesSecret(name: string, key: string): IKubernetesToken {
    requireText("fromKubernetesSecret", "name", name, "the name of the Secret");
    requireText("fromKubernetesSecret", "key", key, "the key of the Secret that holds the token");
    return new TunnelToken({ kind: "kubernetes-secret", name, key });
  }

  /**
   * Reads the token from an existing secret of Google Secret Manager. Terraform's state does not contain the token.
   *
   * @param secretId the secret's id, or `projects/<project>/secrets/<id>` for a secret of another project
   * @param version the number of a version, such as "1"
   */
  public static fromSecretManager(secretId: string, version: string): ICloudRunToken {
    requireText("fromSecretManager", "secretId", secretId, "the id of the secret");
    requireText("fromSecretManager", "version", version, 'the number of a version as a string, such as "1"');
    return new TunnelToken({ kind: "secret-manager", secretId, version });
  }

  /**
   * Creates a Secret Manager secret from an ephemeral value, which Terraform passes on and never stores. Requires
   * Terraform 1.11 or newer.
   *
   * @param value a reference to an ephemeral variable of the stack, never the token itself
   * @param version 1 or more; increase it with each new token
   * @see https://developer.hashicorp.com/terraform/language/manage-sensitive-data/write-only
   */
  public static fromEphemeral(value: string, version: number): ICloudRunToken {
    requireText("fromEphemeral", "value", value, "a reference to an ephemeral variable of the stack");
    return new TunnelToken({ kind: "ephemeral", value, version });
  }

  /**
   * Creates a secret from the tunnel itself. The token is then stored in Terraform's state, which the summary reports.
   * Synthesis warns with `TokenInState`.
   */
  public static fromTunnel(): TunnelToken {
    return new TunnelToken({ kind: "tunnel" });
  }

  /** Whether the token is stored in Terraform's state. */
  public readonly isInState: boolean;
  /** Whether a Kubernetes Deployment can read the token from this source. */
  public readonly supportsKubernetes: boolean;
  /** Whether a Cloud Run worker pool can read the token from this source. */
  public readonly supportsCloudRun: boolean;

  private constructor(
    /** @internal */
    public readonly _source: TunnelTokenSource,
  ) {
    this.isInState = _source.kind === "tunnel";
    this.supportsKubernetes = this.isInState || _source.kind === "kubernetes-secret";
    this.supportsCloudRun = this.isInState || !this.supportsKubernetes;
  }
}

/** The argument can be the token itself by mistake, so no message repeats it. */
const SECRET_TEXT: Kind = { ...TEXT, secret: true };

function requireText(method: string, name: string, value: unknown, hint: string): void {
  checkArgument(undefined, `TunnelToken.${method}`, name, value, SECRET_TEXT, hint);
}
