import { actionsOf, APPLICATION, changeOf, CONFIGURATION, handWritten, RECORD, reportOf, Terraform } from "./fixture";

const HOST = "a.dev.example.com";

/** The findings if the application is deleted from an edited stack. */
function idsWithoutApplication(edit: (resources: Terraform) => void): string[] {
  const { resource } = handWritten({ hosts: [HOST] });
  edit(resource);
  const { [APPLICATION]: _, ...rest } = resource;
  return reportOf({ resource }, { resource: rest }).findings.map(({ id }) => id);
}

describe("a check of what has several meanings", () => {
  test("does not understand a second configuration of a tunnel", () => {
    const ids = idsWithoutApplication((each) => {
      const { tunnel_id } = each[CONFIGURATION].edge;
      const config = { ingress: [{ hostname: "b.example.com", service: "http://b" }, { service: "http_status:404" }] };
      each[CONFIGURATION].other = { account_id: "x", tunnel_id, config };
    });
    expect(ids).toContain(`not-understood@${CONFIGURATION}.other`);
  });

  test("understands a configuration that is forgotten and written again", () => {
    const { resource } = handWritten({ hosts: [HOST] });
    const { edge } = resource[CONFIGURATION];
    const removed = [{ from: `${CONFIGURATION}.edge`, lifecycle: { destroy: false } }];
    const after = { resource: { ...resource, [CONFIGURATION]: { other: edge } }, removed };
    expect(Object.keys(actionsOf(changeOf({ resource }, after)))).toContain(`${CONFIGURATION}.edge`);
    const { findings } = reportOf({ resource }, after);
    expect(findings.map(({ id }) => id)).not.toContain(`not-understood@${CONFIGURATION}.other`);
  });

  test.each(["a.dev", "A.dev"])("does not understand the name %s, which may be relative to its zone", (name) => {
    expect(idsWithoutApplication((each) => (each[RECORD].a.name = name))).toEqual([`not-understood@${RECORD}.a`]);
  });

  test("understands whole names", () => {
    expect(idsWithoutApplication(() => undefined)).toEqual([`public-host@${HOST}`]);
  });
});
