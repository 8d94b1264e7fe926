import { FROM_SECRET, googleStack, NETWORK, PLACE, service } from "./support";
import {
  CloudRunConnector,
  CloudRunConnectorProps,
  CloudRunService,
  InternalCloudRunService,
  InternalCloudRunServiceProps,
  NatEgress,
  NatEgressProps,
  RunAppDns,
  RunAppDnsProps,
  RunAppResponsePolicy,
  RunAppResponsePolicyProps,
} from "../../lib/cloud-run";
import { Errors } from "../../lib/core/public-errors";

/** The codes and the names of the properties, for props as a program without type checks passes them. */
function problemsOf(create: () => unknown): string[] {
  try {
    create();
    return [];
  } catch (error) {
    if (!Errors.isValidationError(error)) throw error;
    return error.problems.map(({ code, message }) => `${code} ${/"(\w+)"/.exec(message)?.[1]}`);
  }
}

test.each<[string, (props: object) => unknown, object, string[]]>([
  [
    "CloudRunConnector",
    (props) => new CloudRunConnector(props as CloudRunConnectorProps),
    { ...PLACE, token: FROM_SECRET },
    ["region", "network", "subnetwork", "token"],
  ],
  [
    "RunAppDns",
    (props) => new RunAppDns(googleStack(), "run-app", props as RunAppDnsProps),
    { network: NETWORK },
    ["network"],
  ],
  [
    "RunAppResponsePolicy",
    (props) => new RunAppResponsePolicy(googleStack(), "run-app", props as RunAppResponsePolicyProps),
    { network: NETWORK },
    ["network"],
  ],
  [
    "NatEgress",
    (props) => new NatEgress(googleStack(), "egress", props as NatEgressProps),
    { ...PLACE },
    ["network", "subnetwork", "region"],
  ],
  [
    "InternalCloudRunService",
    (props) => new InternalCloudRunService(googleStack(), "wiki", props as InternalCloudRunServiceProps),
    { region: PLACE.region, image: "i" },
    ["region", "image"],
  ],
])("%s fails when a property is missing or unknown", (_, create, valid, required) => {
  expect(problemsOf(() => create(valid))).toEqual([]);
  expect(problemsOf(() => create({}))).toEqual(required.map((name) => `PropMissing ${name}`));
  expect(problemsOf(() => create({ ...valid, projects: "shop" }))).toEqual(["PropUnknown projects"]);
});

test("CloudRunService fails when an option is unknown", () => {
  const misspelled = { publicIngres: "a reason" };
  expect(problemsOf(() => CloudRunService.of(service(googleStack()), misspelled as object))).toEqual([
    "PropUnknown publicIngres",
  ]);
  expect(problemsOf(() => CloudRunService.fromUri("https://a-b.a.run.app", misspelled as object))).toEqual([
    "PropUnknown publicIngres",
  ]);
});
