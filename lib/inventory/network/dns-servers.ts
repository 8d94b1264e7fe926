import { parseCorefile } from "./corefile";
import { isExpression } from "../../core/terraform/expressions";
import { block, blocks, compare, isValues, list, text, Values } from "../../core/terraform/values";
import type { DnsServerEntry } from "../model";
import { clusterOf, namespaceOf } from "../terraform/kubernetes";
import { TerraformObject, workloadName } from "../terraform/objects";

const NLB_ADDRESSES = "service.beta.kubernetes.io/aws-load-balancer-private-ipv4-addresses";

/** @internal The CoreDNS servers of a stack: the zones they serve, at which addresses, and to which clients. */
export function dnsServers(objects: TerraformObject[]): DnsServerEntry[] {
  return objects
    .filter(({ data, type, values }) => !data && !type.startsWith("cloudflare_") && runsCoreDns(values))
    .flatMap((workload) =>
      corefilesOf(workload, objects).flatMap((corefile) => {
        const addresses = addressesOf(workload, objects);
        return parseCorefile(corefile).map(({ zones, allowedSources }) => ({
          address: workload.address,
          name: workloadName(workload),
          zones,
          addresses,
          allowedSources,
        }));
      }),
    )
    .sort((a, b) => compare(a.address, b.address));
}

function runsCoreDns(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(runsCoreDns);
  if (!isValues(value)) return false;
  const { image } = value;
  if (typeof image === "string" && /(^|\/)coredns([@:]|$)/.test(image)) return true;
  return Object.values(value).some(runsCoreDns);
}

/** The objects in the namespace of a workload. */
function neighboursOf(workload: TerraformObject, objects: TerraformObject[]): TerraformObject[] {
  const namespace = namespaceOf(workload, objects);
  return objects.filter((object) => {
    if (object.data || clusterOf(object) !== clusterOf(workload)) return false;
    const other = namespaceOf(object, objects);
    return other === namespace || [other, namespace].some(isExpression);
  });
}

/** The Corefiles of the ConfigMaps that a workload mounts. */
function corefilesOf(workload: TerraformObject, objects: TerraformObject[]): string[] {
  const volumes = podSpecOf(workload.values).flatMap(({ volume }) => blocks(volume));
  const mounted = volumes.flatMap(({ config_map: map }) => text(block(map).name) ?? []);
  return neighboursOf(workload, objects)
    .filter(({ type }) => /^kubernetes_config_map(_v1)?$/.test(type))
    .filter((map) => mounted.some((name) => name === text(metadataOf(map).name) || refersTo(name, map)))
    .flatMap((map) => text(block(map.values.data).Corefile) ?? []);
}

function podSpecOf(values: Values): Values[] {
  return blocks(block(block(values.spec).template).spec);
}

function metadataOf({ values }: TerraformObject): Values {
  return block(values.metadata);
}

function refersTo(value: string, { address }: TerraformObject): boolean {
  return value.startsWith(`\${${address}.`);
}

function addressesOf(workload: TerraformObject, objects: TerraformObject[]): string[] {
  const labels = block(block(block(block(workload.values.spec).template).metadata).labels);
  const services = neighboursOf(workload, objects).filter(
    ({ type, values }) =>
      /^kubernetes_service(_v1)?$/.test(type) && isSelected(labels, block(block(values.spec).selector)),
  );
  return [...new Set(services.flatMap((service) => serviceAddresses(service, objects)))];
}

function isSelected(labels: Values, selector: Values): boolean {
  const entries = Object.entries(selector);
  return entries.length > 0 && entries.every(([key, value]) => labels[key] === value);
}

function serviceAddresses(service: TerraformObject, objects: TerraformObject[]): string[] {
  const spec = block(service.values.spec);
  const annotated = text(block(metadataOf(service).annotations)[NLB_ADDRESSES])?.split(",") ?? [];
  const fixed = [spec.load_balancer_ip, spec.cluster_ip].flatMap((each) => text(each) ?? []);
  const bound = targetGroupAddresses(service, objects);
  const known = [...annotated, ...bound, ...fixed].filter((each) => each !== "None");
  if (known.length === 0) return [text(spec.type) === "LoadBalancer" ? "assigned by the load balancer" : "cluster IP"];
  return known.map((each) => literal(each, objects));
}

/** The addresses of a network load balancer whose target group contains the pods of a Service. */
function targetGroupAddresses(service: TerraformObject, objects: TerraformObject[]): string[] {
  const name = text(metadataOf(service).name);
  const groups = objects
    .filter((object) => !object.data && object.type === "kubernetes_manifest")
    .filter((object) => clusterOf(object) === clusterOf(service))
    .map(({ values }) => block(values.manifest))
    .filter(({ kind, spec }) => kind === "TargetGroupBinding" && serviceNameOf(spec, service) === name)
    .flatMap(({ spec }) => text(block(spec).targetGroupARN) ?? []);
  const listeners = objects.filter(
    ({ type, values }) =>
      type === "aws_lb_listener" &&
      blocks(values.default_action).some((action) => groups.includes(text(action.target_group_arn) ?? "")),
  );
  return objects
    .filter(({ type }) => type === "aws_lb")
    .filter((balancer) => listeners.some(({ values }) => refersTo(text(values.load_balancer_arn) ?? "", balancer)))
    .flatMap(({ values }) =>
      list(values.subnet_mapping).flatMap((each) => text(block(each).private_ipv4_address) ?? []),
    );
}

function serviceNameOf(spec: unknown, service: TerraformObject): string | undefined {
  const name = text(block(block(spec).serviceRef).name);
  return name !== undefined && refersTo(name, service) ? text(metadataOf(service).name) : name;
}

/** A reference to an attribute of another object that is written there. */
function literal(value: string, objects: TerraformObject[]): string {
  if (!isExpression(value)) return value;
  const [, address, attribute] = /^\$\{(.+)\.(\w+)\}$/.exec(value) ?? [];
  const object = objects.find((each) => each.address === address);
  return text(object?.values[attribute]) ?? value;
}
