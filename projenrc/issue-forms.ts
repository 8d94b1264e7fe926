/** The issue form for a defect. */
export const bugReport = {
  name: "Bug report",
  description: "The library or the command does something other than documented",
  labels: ["bug"],
  body: [
    {
      type: "markdown",
      attributes: {
        value:
          "Do not report a vulnerability here. A host or route that is exposed although the program does not declare it public " +
          "is one: see SECURITY.md.",
      },
    },
    area("what", "What happens", "The message, including its error code, or the plan or output that is wrong."),
    area("expected", "What you expected"),
    area(
      "program",
      "A small program that reproduces it",
      "The stack, with example identifiers. For the command: the synthesized JSON.",
      "ts",
    ),
    input("versions", "Versions", "cdktf-zero-trust, cdktf, provider bindings, Node.js, Terraform or OpenTofu"),
  ],
};

/** The issue form for a missing capability. */
export const featureRequest = {
  name: "Feature request",
  description: "Something that the library or the command cannot do",
  labels: ["enhancement"],
  body: [
    area("goal", "What you want to achieve", "The use case, rather than the implementation."),
    area("today", "What you do today", "L1 resources, an escape hatch, or manual steps.", undefined, false),
    area("shape", "How the program could look", undefined, "ts", false),
  ],
};

/** The page on which a user chooses a form. */
export function issueChooser(repository: string): object {
  return {
    blank_issues_enabled: false,
    contact_links: [
      {
        name: "Report a vulnerability",
        url: `${repository}/security/advisories/new`,
        about: "Report a bypass privately. SECURITY.md describes what counts as one.",
      },
    ],
  };
}

function area(id: string, label: string, description?: string, render?: string, required = true): object {
  return { type: "textarea", id, attributes: { label, description, render }, validations: { required } };
}

function input(id: string, label: string, description: string): object {
  return { type: "input", id, attributes: { label, description }, validations: { required: true } };
}
