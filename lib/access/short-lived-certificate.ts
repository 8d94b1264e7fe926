import { ZeroTrustAccessShortLivedCertificate } from "@cdktf/provider-cloudflare/lib/zero-trust-access-short-lived-certificate";
import { Construct } from "constructs";
import { AccessApplication } from "./application";
import { BrowserRendering } from "./application-options";
import { Problem, report } from "../core/errors";
import { validateOwnership } from "../core/owner";
import { checkProps, PropNames } from "../core/props";
import { Registry } from "../core/registry";
import { create, idOf } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { guardAttributes } from "../core/terraform/guarded-attributes";
import { validateResourceName } from "../core/terraform/resources";

/** The properties of a `ShortLivedCertificate`. */
export interface ShortLivedCertificateProps {
  /** The application of the SSH servers, such as `application` of a published host. */
  readonly application: AccessApplication;
}

const PROPS: PropNames<ShortLivedCertificateProps> = {
  required: { application: "the AccessApplication of the SSH servers, such as `application` of a published host" },
  optional: {},
};

const CERTIFICATES = new Registry<ShortLivedCertificate>();

/**
 * The certificate authority of an Access application, which signs a short-lived SSH certificate for each login. SSH
 * servers that trust its public key require no keys of the users.
 *
 * The user name on the server is the part of the user's e-mail address before the "@", unless the server maps it.
 * Terraform creates the authority after the application and deletes it before.
 *
 * @example
 * const host = tunnel.publish("ssh.example.com", {
 *   zone,
 *   origin: Origin.ssh("10.0.3.12", 22, { browserRendering: true }),
 *   access: HostAccess.policies(staff),
 * });
 * new ShortLivedCertificate(this, "ssh-ca", { application: host.application! });
 *
 * @throws ValidationError SafetyContractBroken, ShortLivedCertificateInvalid, StackMismatch
 * @see https://developers.cloudflare.com/cloudflare-one/identity/users/short-lived-certificates/
 */
export class ShortLivedCertificate extends Construct {
  /** The underlying L1 resource. */
  public readonly resource: ZeroTrustAccessShortLivedCertificate;

  public constructor(scope: Construct, id: string, props: ShortLivedCertificateProps) {
    super(scope, id);
    checkProps(this, "ShortLivedCertificate", props, PROPS);
    const { application } = props;
    const { account } = application._owner;
    this.resource = create(ZeroTrustAccessShortLivedCertificate, this, "Resource", {
      provider: account.provider,
      accountId: account.accountId,
      appId: idOf(application.resource),
    });
    report(
      this,
      ...validateResourceName(this.resource),
      ...validateOwnership(this, account, application._owner),
      ...this.validateApplication(application),
    );
    guardAttributes(this, this.resource);
    honourDependencies(this);
  }

  /** The public key of the authority, for `TrustedUserCAKeys` of the SSH servers. */
  public get publicKey(): string {
    return this.resource.publicKey;
  }

  private validateApplication(application: AccessApplication): Problem[] {
    const twin = CERTIFICATES.claim(this, application.node.path, this);
    const problems: Problem[] = [];
    if (twin !== undefined) {
      problems.push({
        code: "ShortLivedCertificateInvalid",
        message: `application: ${application.node.path} already has a certificate authority, ${twin.node.path}. Cloudflare accepts one for each application; remove one of them.`,
      });
    }
    if (application._browserRendering === BrowserRendering.VNC) {
      problems.push({
        code: "ShortLivedCertificateInvalid",
        message: `application: ${application.node.path} renders VNC, which uses no SSH certificates. Pass an application of SSH servers.`,
      });
    }
    return problems;
  }
}
