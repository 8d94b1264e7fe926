import { CloudRunV2Service } from "@cdktf/provider-google/lib/cloud-run-v2-service";
import { ServiceAccount } from "@cdktf/provider-google/lib/service-account";
import { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { REGION_HINT, validateGoogleName, validateProject, validateRegion } from "./name-validation";
import { validatePort } from "../core/addresses/port";
import { report } from "../core/errors";
import { checkProps, PropNames } from "../core/props";
import { create } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { validateResourceName } from "../core/terraform/resources";

/** Settings of an `InternalCloudRunService`. */
export interface InternalCloudRunServiceProps {
  /** The region, such as "asia-northeast1". */
  readonly region: string;
  /** The image, in Artifact Registry or on Docker Hub. */
  readonly image: string;
  /** The name, from 2 to 26 characters. @default - the construct's id */
  readonly name?: string;
  /** The port on which the container listens, from 1 to 65535. @default 8080 */
  readonly port?: number;
  /** The environment variables of the container. Do not pass secrets: Terraform's state stores them. @default - none */
  readonly environment?: { [name: string]: string };
  /** The Google project. @default - the provider's project */
  readonly project?: string;
  /** The Google provider. @default - the stack's default provider */
  readonly provider?: TerraformProvider;
}

const PROPS: PropNames<InternalCloudRunServiceProps> = {
  required: { region: REGION_HINT, image: "the image, in Artifact Registry or on Docker Hub" },
  optional: { name: true, port: true, environment: true, project: true, provider: true },
};

/**
 * A Cloud Run service for publication through a tunnel: internal ingress, its own service account without permissions,
 * and no IAM authentication, because requests through a tunnel carry no Google identity token.
 *
 * Every workload in the project's VPC networks can reach the service. To restrict that, verify the Access token in the
 * service itself.
 *
 * @example
 * const wiki = new InternalCloudRunService(this, "wiki", {
 *   region: "asia-northeast1",
 *   image: "us-docker.pkg.dev/cloudrun/container/hello",
 * });
 * tunnel.publish("wiki.example.com", {
 *   zone,
 *   origin: CloudRunService.of(wiki),
 *   access: HostAccess.policies(staff),
 * });
 *
 * @throws ValidationError CloudRunServiceInvalid, ConstructIdInvalid, GoogleNameInvalid, PropMissing,
 * PropUnknown
 * @see https://cloud.google.com/run/docs/securing/ingress
 */
export class InternalCloudRunService extends Construct {
  /** The underlying L1 resource. */
  public readonly resource: CloudRunV2Service;
  /** The e-mail address of the service account. Grant it the roles that the service requires. */
  public readonly serviceAccountEmail: string;

  public constructor(scope: Construct, id: string, props: InternalCloudRunServiceProps) {
    super(scope, id);
    checkProps(this, "InternalCloudRunService", props, PROPS);
    const { region, image, name = id, port = 8080, environment = {}, project, provider } = props;
    const account = create(ServiceAccount, this, "ServiceAccount", {
      provider,
      project,
      accountId: `run-${name}`,
      displayName: `Cloud Run service ${name}`,
    });
    this.serviceAccountEmail = account.email;
    const env = Object.entries(environment).map(([key, value]) => ({ name: key, value }));
    this.resource = create(CloudRunV2Service, this, "Resource", {
      provider,
      project,
      location: region,
      name,
      ingress: "INGRESS_TRAFFIC_INTERNAL_ONLY",
      invokerIamDisabled: true,
      // The service has no data, and a service with the same name gets the same address.
      deletionProtection: false,
      template: {
        serviceAccount: account.email,
        containers: [{ image, ports: { containerPort: port }, ...(env.length > 0 && { env }) }],
      },
    });
    report(
      this,
      ...validateResourceName(this.resource),
      ...validateRegion("region", region),
      ...validateGoogleName("name", name, 2, 26), // the service account's name is "run-" and this, at most 30
      ...validatePort("port", port, "CloudRunServiceInvalid"),
      ...validateProject(project),
    );
    honourDependencies(this);
  }
}
