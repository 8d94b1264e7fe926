import { isDataKey, validateSecretName } from "./name-validation";
import { Problem } from "../core/errors";

/**
 * A file with certificates of authorities that sign the certificates of origins, in PEM.
 *
 * @throws ValidationError OriginOptionInvalid, SecretReferenceInvalid
 * @example
 * const ca = "/etc/ssl/internal/ca.pem";
 * tunnel.connect(
 *   new KubernetesConnector({
 *     namespace: "cloudflared",
 *     token: TunnelToken.fromKubernetesSecret("cloudflared-token", "token"),
 *     certificateAuthorities: [CertificateAuthority.fromConfigMap(ca, "internal-ca", "ca.crt")],
 *   }),
 * );
 * const origin = KubernetesService.https("argocd-server", { namespace: "argocd", port: 443, caPool: ca });
 */
export class CertificateAuthority {
  /**
   * A key of a ConfigMap in the connector's namespace.
   *
   * @param path the absolute path of the file, as in the `caPool` of origins
   * @param name the name of the ConfigMap
   */
  public static fromConfigMap(path: string, name: string, key: string): CertificateAuthority {
    return new CertificateAuthority(path, "configMap", name, key);
  }

  /**
   * A key of a Secret in the connector's namespace, such as one that cert-manager creates.
   *
   * @param path the absolute path of the file, as in the `caPool` of origins
   * @param name the name of the Secret
   */
  public static fromSecret(path: string, name: string, key: string): CertificateAuthority {
    return new CertificateAuthority(path, "secret", name, key);
  }

  private constructor(
    /** The absolute path of the file. */
    public readonly path: string,
    /** @internal */
    public readonly _kind: "configMap" | "secret",
    /** @internal */
    public readonly _name: string,
    /** @internal */
    public readonly _key: string,
  ) {}

  /** @internal */
  public get _problems(): Problem[] {
    const isFile = /^(?:\/[\w.-]+)+\/[\w.-]+$/.test(this.path) && !/\/\.\.?(?:\/|$)/.test(this.path);
    const problems = validateSecretName("name in CertificateAuthority", this._name);
    if (!isFile) {
      const message = `path in CertificateAuthority: "${this.path}" is not valid; use the absolute path of a file in a directory of its own, such as "/etc/ssl/internal/ca.pem".`;
      problems.push({ code: "OriginOptionInvalid", message });
    }
    if (!isDataKey(this._key)) {
      const message = `key in CertificateAuthority: "${this._key}" is not a valid key; use letters, digits, "-", "_" and ".".`;
      problems.push({ code: "SecretReferenceInvalid", message });
    }
    return problems;
  }
}
