import { DEFAULT_IMAGE, validateCorednsImage } from "../../lib/coredns/image";

const digest = `@sha256:${"a".repeat(64)}`;

test.each([
  DEFAULT_IMAGE,
  "registry.example:5000/mirror/coredns:v1.14.7",
  `coredns/coredns:1.14.7${digest}`,
  `coredns/coredns${digest}`,
  `coredns/coredns:stable${digest}`,
  "coredns/coredns:v1.14.7-build.2",
  "coredns/coredns:1.15.0",
  "coredns/coredns:2.0.0",
])("takes %s", (image) => expect(validateCorednsImage(image)).toEqual([]));

test.each([
  ["coredns/coredns:1.14.6", "before 1.14.7"],
  ["coredns/coredns:v1.13.9", "before 1.14.7"],
  [`coredns/coredns:1.9.4${digest}`, "before 1.14.7"],
  ["coredns/coredns:0.99.99", "before 1.14.7"],
  ["coredns/coredns", "names no release"],
  ["coredns/coredns:latest", "names no release"],
  ["coredns/coredns:1.14", "names no release"],
  ["coredns/coredns:1.14.7.1", "names no release"],
  ["Coredns:1.14.7", "no image reference"],
])("refuses %s: %s", (image, why) => {
  expect(validateCorednsImage(image)).toEqual([
    { code: "ClusterDnsImageRefused", message: expect.stringContaining(`image is "${image}"; `) },
  ]);
  expect(validateCorednsImage(image)[0].message).toContain(why);
});
