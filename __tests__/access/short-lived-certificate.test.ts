import { App, Aspects, TerraformOutput, TerraformStack } from "cdktf";
import { AccessApplication, BrowserRendering, ShortLivedCertificate } from "../../lib/access";
import { address, isTerraformResource } from "../../lib/core/terraform/resources";
import { ACCOUNT, messages, problems, resourceAt, stackWithProvider, synth } from "../support/stack";
import { policyIn } from "../tunnel/fixture";
import { graph } from "cdktf-zero-trust/lib/testing";

let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

function servers(browserRendering?: BrowserRendering, scope = stack): AccessApplication {
  return new AccessApplication(scope, "servers", {
    account: ACCOUNT,
    hostnames: ["ssh.example.com"],
    policies: [policyIn(scope, "staff")],
    browserRendering,
  });
}

describe("ShortLivedCertificate", () => {
  test("belongs to the application, which is created before it and deleted after it", () => {
    const application = servers(BrowserRendering.SSH);
    new ShortLivedCertificate(stack, "ssh-ca", { application });
    expect(problems(stack)).toEqual([]);
    expect(resourceAt(stack, "ssh-ca")).toEqual({
      account_id: ACCOUNT.accountId,
      app_id: `\${${address(application.resource)}.id}`,
    });
    expect(graph(stack).edges).toEqual(expect.arrayContaining(["ssh-ca -> servers"]));
  });

  test("has the public key for the servers, also for an application without a terminal", () => {
    const { publicKey, resource } = new ShortLivedCertificate(stack, "ssh-ca", { application: servers() });
    new TerraformOutput(stack, "key", { value: publicKey });
    expect(synth(stack).output.key.value).toBe(`\${${address(resource)}.public_key}`);
  });

  test("includes node.addDependency", () => {
    const certificate = new ShortLivedCertificate(stack, "ssh-ca", { application: servers() });
    const other = policyIn(stack, "other");
    certificate.node.addDependency(other);
    expect(graph(stack).edges).toContain("ssh-ca => other");
  });

  test("fails when the application already has one", () => {
    const application = servers();
    for (const id of ["a", "b"]) new ShortLivedCertificate(stack, id, { application });
    expect(messages(stack)).toEqual([
      "b ShortLivedCertificateInvalid: application: stack/servers already has a certificate authority, stack/a. Cloudflare accepts one for each application; remove one of them.",
    ]);
  });

  test("fails when the application renders VNC", () => {
    new ShortLivedCertificate(stack, "ca", { application: servers(BrowserRendering.VNC) });
    expect(messages(stack)).toEqual([
      "ca ShortLivedCertificateInvalid: application: stack/servers renders VNC, which uses no SSH certificates. Pass an application of SSH servers.",
    ]);
  });

  test("fails when the application is in another stack", () => {
    const other = stackWithProvider("other", App.of(stack));
    new ShortLivedCertificate(stack, "ca", { application: servers(undefined, other) });
    expect(problems(stack)).toEqual(["ca StackMismatch"]);
  });

  test("fails when an Aspect changes its application", () => {
    const { resource } = new ShortLivedCertificate(stack, "ca", { application: servers() });
    Aspects.of(stack).add({
      visit: (construct) => {
        if (isTerraformResource(construct) && construct === resource) resource.appId = "another";
      },
    });
    expect(problems(stack)).toEqual(["ca SafetyContractBroken"]);
  });

  test("fails without an application, or with an unknown property", () => {
    const create = (props: object) => () => new ShortLivedCertificate(stack, "ca", props as never);
    expect(create({})).toThrow(/PropMissing/);
    expect(() => new ShortLivedCertificate(stack, "cb", { application: servers(), account: ACCOUNT } as never)).toThrow(
      /PropUnknown/,
    );
  });
});
