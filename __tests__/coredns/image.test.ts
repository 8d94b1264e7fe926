import { DEFAULT_IMAGE, validateCorednsImage } from "../../lib/coredns/image";

const digest = `@sha256:${"a".repeat(64)}`;

describe("validateCorednsImage", () => {
  test.each([
    DEFAULT_IMAGE,
    "registry.example:5000/mirror/coredns:v1.14.7",
    `coredns/coredns:1.14.7${digest}`,
    `coredns/coredns${digest}`,
    `coredns/coredns:stable${digest}`,
    "coredns/coredns:v1.14.7-build.2",
    "coredns/coredns:1.15.0",
    "coredns/coredns:2.0.0",
  ])("accepts %s", (image) => expect(validateCorednsImage(image)).toEqual([]));

  test.each([
    ["coredns/coredns:1.14.6", "is older than 1.14.7"],
    ["coredns/coredns:v1.13.9", "is older than 1.14.7"],
    [`coredns/coredns:1.9.4${digest}`, "is older than 1.14.7"],
    ["coredns/coredns:0.99.99", "is older than 1.14.7"],
    ["coredns/coredns", "does not specify a version"],
    ["coredns/coredns:latest", "does not specify a version"],
    ["coredns/coredns:1.14", "does not specify a version"],
    ["coredns/coredns:1.14.7.1", "does not specify a version"],
    ["Coredns:1.14.7", "is not a valid image reference"],
  ])("refuses %s, which %s", (image, why) => {
    expect(validateCorednsImage(image)).toEqual([
      { code: "ClusterDnsImageRefused", message: expect.stringContaining(`image: "${image}" ${why}`) },
    ]);
  });
});
