import { Aspects, IAspect, TerraformResource, TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { isTerraformResource } from "../../lib/core/terraform/resources";
import { ACCOUNT, messages, stackWithProvider, synth, zoneIn } from "../support/stack";
import {
  AccessGroup,
  AccessPolicy,
  AccessRule,
  HostAccess,
  IZone,
  Origin,
  PublishedHost,
  Tunnel,
} from "cdktf-zero-trust";

const HOST = "a.example.com";
const APPLICATION = `stack/Hosts/${HOST}/Application/Resource`;

let stack: TerraformStack;
let zone: IZone;
let group: AccessGroup;
let policy: AccessPolicy;
let tunnel: Tunnel;
let host: PublishedHost;
let config: any;
let interlock: any;

beforeEach(() => {
  stack = stackWithProvider();
  zone = zoneIn(stack);
  group = new AccessGroup(stack, "engineers", { account: ACCOUNT, include: [AccessRule.emailDomain("example.com")] });
  policy = new AccessPolicy(stack, "staff", { account: ACCOUNT, include: [AccessRule.group(group)] });
  tunnel = new Tunnel(stack, "eks-dev", { account: ACCOUNT });
  const origin = Origin.http("10.0.3.7", 8080);
  host = tunnel.publish(HOST, { zone, origin, access: HostAccess.policies(policy) });
  config = tunnel.node.findChild("Config");
  interlock = tunnel.node.findChild("Interlock");
});

test("the safety contract holds without Aspects", () => {
  expect(messages(stack)).toEqual([]);
});

describe("lifecycle.createBeforeDestroy", () => {
  const EXPECTED =
    "it must be true. Otherwise a removal deletes the Access application before the route. Merge instead of replacing: { ...resource.lifecycle, … }";

  test.each([
    ["an application", () => host.application!.resource, `Hosts/${HOST}/Application`, APPLICATION],
    ["a policy", () => policy.resource, "staff", "stack/staff/Resource"],
    ["a group", () => group.resource, "engineers", "stack/engineers/Resource"],
  ])("fails when an Aspect removes it from %s", (_, resourceOf, path, resourcePath) => {
    byAspect(resourceOf(), (resource) => {
      resource.lifecycle = { preventDestroy: true };
    });
    expect(messages(stack)).toEqual([
      `${path} SafetyContractBroken: lifecycle.createBeforeDestroy of ${resourcePath} is undefined; ${EXPECTED}`,
    ]);
  });

  test("fails when it is false", () => {
    host.application!.resource.lifecycle = { createBeforeDestroy: false };
    expect(messages(stack)).toEqual([expect.stringContaining(`of ${APPLICATION} is false; ${EXPECTED}`)]);
  });

  test("is kept when an Aspect merges into lifecycle", () => {
    onEverything((resource) => {
      resource.lifecycle = { ...resource.lifecycle, preventDestroy: true };
    });
    expect(messages(stack)).toEqual([]);
    const [application] = Object.values<any>(synth(stack).resource.cloudflare_zero_trust_access_application);
    expect(application.lifecycle).toEqual({ create_before_destroy: true, prevent_destroy: true });
  });
});

describe("lifecycle.ignoreChanges", () => {
  test.each([
    ["an application", () => host.application!.resource, `Hosts/${HOST}/Application`, APPLICATION],
    ["a policy", () => policy.resource, "staff", "stack/staff/Resource"],
    ["the configuration", () => config, "eks-dev", "stack/eks-dev/Config"],
    ["the interlock", () => interlock, "eks-dev", "stack/eks-dev/Interlock"],
  ])("fails when it is set on %s", (_, resourceOf, path, resourcePath) => {
    byAspect(resourceOf(), (resource) => {
      resource.lifecycle = { ...resource.lifecycle, ignoreChanges: ["name"] };
    });
    expect(messages(stack)).toEqual([
      `${path} SafetyContractBroken: lifecycle.ignoreChanges of ${resourcePath} is ["name"]; it must be empty, so that drift on an object that protects a host is visible.`,
    ]);
  });

  test('fails when it is "all"', () => {
    config.lifecycle = { ignoreChanges: "all" };
    expect(messages(stack)).toEqual([
      expect.stringContaining('lifecycle.ignoreChanges of stack/eks-dev/Config is "all"'),
    ]);
  });

  test("is accepted when it is empty, and on objects that protect no host", () => {
    config.lifecycle = { ignoreChanges: [] };
    host.record!.lifecycle = { ignoreChanges: ["comment"] };
    expect(messages(stack)).toEqual([]);
  });
});

describe("dependsOn", () => {
  test.each<[string, () => TerraformResource, string, string]>([
    ["a record", () => host.record!, `stack/Hosts/${HOST}/Record`, "stack/eks-dev/Config"],
    ["the tunnel", () => tunnel.resource, "stack/eks-dev/Resource", APPLICATION],
    ["the interlock", () => interlock, "stack/eks-dev/Interlock", "stack/eks-dev/Config"],
  ])("fails when an Aspect replaces it on %s", (_, resourceOf, from, to) => {
    byAspect(resourceOf(), (resource) => {
      resource.dependsOn = ["terraform_data.other"];
    });
    const expected = `eks-dev SafetyContractBroken: dependsOn of ${from} no longer contains ${to}. Add to the list instead of replacing it.`;
    expect(messages(stack)).toEqual([expected]);
    byAspect(resourceOf(), (resource) => {
      resource.dependsOn = undefined;
    });
    expect(messages(stack)).toEqual([expected]);
  });

  test("fails for each application that is missing on the tunnel", () => {
    const access = HostAccess.policies(policy);
    tunnel.publish("b.example.com", { zone, origin: Origin.http("10.0.3.8"), access });
    tunnel.resource.dependsOn = tunnel.resource.dependsOn!.slice(0, 1);
    expect(messages(stack)).toEqual([
      expect.stringContaining("no longer contains stack/Hosts/b.example.com/Application/Resource."),
    ]);
  });

  test("accepts additional entries", () => {
    onEverything((resource) => {
      if (resource !== config) resource.dependsOn = [...(resource.dependsOn ?? []), "terraform_data.other"];
    });
    expect(messages(stack)).toEqual([]);
  });
});

describe("the tunnel's configuration", () => {
  const REPLACED = expect.stringMatching(
    /^eks-dev SafetyContractBroken: config of stack\/eks-dev\/Config is .+, but the construct wrote \{"ingress":\[\{.+\. Remove/,
  );

  test("fails when an Aspect replaces its rules", () => {
    byAspect(config, () => config.putConfig({ ingress: [{ service: "http://10.0.3.7:8080" }] }));
    expect(messages(stack)).toEqual([REPLACED]);
  });

  test("fails when it is reset", () => {
    config.resetConfig();
    expect(messages(stack)).toEqual([REPLACED]);
  });

  test("fails when it gets an originRequest for all rules", () => {
    config.putConfig({ ingress: config.configInput.ingress, originRequest: { noTlsVerify: true } });
    expect(messages(stack)).toEqual([
      expect.stringMatching(/^eks-dev SafetyContractBroken: config of stack\/eks-dev\/Config is .*no_tls_verify/),
    ]);
  });
});

test("the safety contract fails when the input of the interlock is replaced", () => {
  byAspect(interlock, () => {
    interlock.input = { [HOST]: "0" };
  });
  expect(messages(stack)).toEqual([
    expect.stringMatching(
      /^eks-dev SafetyContractBroken: input of stack\/eks-dev\/Interlock is \{"a.example.com":"0"\}, but the construct wrote \{"a.example.com":"\$\{cloudflare_zero_trust_access_application\..+\.aud\}"\}\./,
    ),
  ]);
});

describe("a construct that is removed from the tree", () => {
  const CONFIGURATION_REMOVED =
    "eks-dev SafetyContractBroken: stack/eks-dev/Config or its interlock was removed; both must exist as long as the tunnel.";
  const APPLICATION_REMOVED = `eks-dev SafetyContractBroken: The Access application of stack/Hosts/${HOST} was removed; it must exist as long as the host is routed.`;

  test.each([
    ["the configuration", () => tunnel, "Config", CONFIGURATION_REMOVED],
    ["the interlock", () => tunnel, "Interlock", CONFIGURATION_REMOVED],
    ["an application's resource", () => host.application!, "Resource", APPLICATION_REMOVED],
    ["an application", () => host, "Application", APPLICATION_REMOVED],
    ["a host", () => host.node.scope!, HOST, APPLICATION_REMOVED],
    ["all hosts", () => stack, "Hosts", APPLICATION_REMOVED],
  ])("fails the safety contract: %s", (_, scopeOf: () => IConstruct, child, expected) => {
    scopeOf().node.tryRemoveChild(child);
    expect(messages(stack)).toEqual([expected]);
  });
});

test("the safety contract is checked for each tunnel of a stack", () => {
  const other = new Tunnel(stack, "eks-prod", { account: ACCOUNT });
  other.node.tryRemoveChild("Interlock");
  expect(messages(stack)).toEqual([
    expect.stringMatching(/^eks-prod SafetyContractBroken: stack\/eks-prod\/Config or /),
  ]);
});

test("the safety contract reports all violations together", () => {
  onEverything((resource) => {
    resource.lifecycle = undefined;
    resource.dependsOn = [];
  });
  expect(messages(stack)).toHaveLength(3 + 4); // createBeforeDestroy of three, dependsOn of four
});

/** Changes the resource as an Aspect of the user would: after all constructs exist. */
function byAspect(target: IConstruct, change: (resource: TerraformResource) => void): void {
  Aspects.of(target).add(changing(change));
}

function onEverything(change: (resource: TerraformResource) => void): void {
  Aspects.of(stack).add(changing(change));
}

function changing(change: (resource: TerraformResource) => void): IAspect {
  return {
    visit: (construct) => {
      if (isTerraformResource(construct)) change(construct);
    },
  };
}
