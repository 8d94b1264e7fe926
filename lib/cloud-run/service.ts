import type { CloudRunV2Service } from "@cdktf/provider-google/lib/cloud-run-v2-service";
import { Fn, Token } from "cdktf";
import { InternalCloudRunService } from "./internal-service";
import { projectOf } from "./project";
import { Problem, reportAtEnd, warn } from "../core/errors";
import { checkProps, PropNames } from "../core/props";
import { literalParts } from "../core/terraform/literals";
import { Origin, RunService } from "../tunnel/origin";
import { ORIGIN_OPTIONS } from "../tunnel/origin-option-names";
import { OriginOptions } from "../tunnel/origin-options";

/** The reason why the network of another project is internal to a Cloud Run service. */
export enum ProjectBoundary {
  /** The service is attached to the connector's Shared VPC. */
  SHARED_VPC = "shared VPC",
  /** Both projects are in the same VPC Service Controls perimeter. */
  PERIMETER = "VPC Service Controls perimeter",
}

/** Settings of the connection to a Cloud Run service, and facts about the service that the app does not contain. */
export interface CloudRunServiceOptions extends OriginOptions {
  /**
   * The reason to publish a service that is reachable from the internet at its own address, which bypasses Access.
   *
   * @default - such a service is refused
   */
  readonly publicIngress?: string;
  /** Whether an IAM binding grants `roles/run.invoker` to `allUsers`. @default false */
  readonly allUsersInvoke?: boolean;
  /**
   * The reason why the connector's network is internal to a service of another project.
   *
   * @default - a service of another project is refused, if both projects are known
   */
  readonly acrossProjects?: ProjectBoundary;
}

const OPTIONS: PropNames<CloudRunServiceOptions> = {
  required: {},
  optional: { ...ORIGIN_OPTIONS, publicIngress: true, allUsersInvoke: true, acrossProjects: true },
};

/** The settings that the service's address determines: its host, and the certificate of run.app. */
const DETERMINED = ["httpHostHeader", "noTlsVerify", "originServerName", "matchSniToHost", "caPool"] as const;

/**
 * Origins that are Cloud Run services. The Host header is the service's own, which Google's front end requires, and the
 * certificate is verified.
 *
 * @example
 * const admin = new InternalCloudRunService(this, "admin", { region: "us-central1", image: "admin" });
 * tunnel.publish("admin.example.com", {
 *   zone,
 *   origin: CloudRunService.of(admin),
 *   access: HostAccess.policies(staff),
 * });
 *
 * @throws ValidationError CloudRunIngressPublic, CloudRunInvokerRequired, CloudRunProjectMismatch,
 * CloudRunServiceInvalid, OriginOptionInvalid, PropUnknown
 * @see https://cloud.google.com/run/docs/securing/ingress
 */
export class CloudRunService {
  /** Creates an origin for a service of this app. Its ingress and its IAM authentication are validated. */
  public static of(service: CloudRunV2Service | InternalCloudRunService, options: CloudRunServiceOptions = {}): Origin {
    checkProps(undefined, "CloudRunService.of", options, OPTIONS);
    const { publicIngress, allUsersInvoke, acrossProjects, ...originOptions } = options;
    const resource = "resource" in service ? service.resource : service;
    checkService(resource, publicIngress, allUsersInvoke ?? false);
    const project = projectOf(resource, resource.projectInput, resource.provider);
    return originOf(resource.uri, originOptions, { project, acrossProjects: acrossProjects !== undefined }, []);
  }

  /**
   * Creates an origin for a service that is managed elsewhere. Its ingress and its IAM authentication are unknown.
   *
   * @param uri `https://<service>….run.app`, without path or trailing slash
   */
  public static fromUri(uri: string, options: OriginOptions = {}): Origin {
    checkProps(undefined, "CloudRunService.fromUri", options, { required: {}, optional: ORIGIN_OPTIONS });
    const service = { acrossProjects: true };
    return originOf(uri, options, service, validateServiceUri(uri));
  }

  private constructor() {}
}

function originOf(uri: string, options: OriginOptions, runService: RunService, problems: Problem[]): Origin {
  const host = Token.isUnresolved(uri) ? Fn.trimprefix(uri, "https://") : uri.replace(/^https:\/\//, "");
  return Origin._reachedBy(
    uri,
    { ...options, httpHostHeader: host },
    { kind: "name", hostname: host, port: 443, runService },
    [...problems, ...validateServiceOptions(options)],
  );
}

/** Reports errors after Aspects have run, which may change the service, and warnings immediately. */
function checkService(service: CloudRunV2Service, publicIngress: string | undefined, allUsersInvoke: boolean): void {
  const hasReason = publicIngress !== undefined && publicIngress.trim() !== "";
  reportAtEnd(service, () => [
    ...(hasReason ? [] : validateServiceIngress(service)),
    ...(allUsersInvoke ? [] : validateInvoker(service)),
  ]);
  if (hasReason) {
    warn(
      service,
      "CloudRunIngressPublic",
      `publicIngress: the service is reachable from the internet without Access: ${publicIngress}`,
    );
  }
  if (!allUsersInvoke && service.invokerIamDisabledInput === undefined) {
    const message =
      "invokerIamDisabled is not set, but requests through a tunnel carry no Google identity token and could get 403. Set it to true, or set allUsersInvoke if an IAM binding grants roles/run.invoker to allUsers.";
    warn(service, "CloudRunInvokerRequired", message);
  }
}

function validateServiceIngress({ ingressInput: ingress }: CloudRunV2Service): Problem[] {
  if (ingress === "INGRESS_TRAFFIC_INTERNAL_ONLY") return [];
  const message = `ingress is ${ingressText(ingress)}, so the service may be reachable from the internet without Access. Set INGRESS_TRAFFIC_INTERNAL_ONLY, or give the reason in publicIngress.`;
  return [{ code: "CloudRunIngressPublic", message }];
}

function ingressText(ingress: string | undefined): string {
  if (ingress === undefined) return "not set, which means INGRESS_TRAFFIC_ALL";
  if (Token.isUnresolved(ingress)) return "a token, which cannot be checked at synth";
  // The internal kinds of load balancers need no setting of their own.
  const isBalanced = ingress === "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER";
  return isBalanced ? `"${ingress}", which admits external load balancers as well` : `"${ingress}"`;
}

function validateInvoker({ invokerIamDisabledInput: disabled }: CloudRunV2Service): Problem[] {
  if (disabled !== false) return [];
  const message =
    "invokerIamDisabled is false, but requests through a tunnel carry no Google identity token and would get 403. Set it to true, or set allUsersInvoke if an IAM binding grants roles/run.invoker to allUsers.";
  return [{ code: "CloudRunInvokerRequired", message }];
}

function validateServiceUri(uri: string): Problem[] {
  const isValid = Token.isUnresolved(uri)
    ? literalParts(uri).every((part) => /^[a-z0-9:/.-]*$/.test(part))
    : /^https:\/\/[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/.test(uri) && uri.endsWith(".run.app");
  if (isValid) return [];
  const message = `uri: "${uri}" is not a valid address of a service; use https://<service>….run.app in lower case, without port, path or trailing slash.`;
  return [{ code: "CloudRunServiceInvalid", message }];
}

function validateServiceOptions(options: OriginOptions): Problem[] {
  return DETERMINED.filter((option) => options[option] !== undefined).map((option) => ({
    code: "CloudRunServiceInvalid",
    message: `${option} is not supported for a Cloud Run service, whose address determines it; remove it.`,
  }));
}
