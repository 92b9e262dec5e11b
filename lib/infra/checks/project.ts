import type { Project } from '../config';

/** What can't work in the project itself. */
export function checkProject({ name, region, domain }: Project): string[] {
  const problems: string[] = [];
  // With `-prod` at its end it must do for the shortest name that AWS gives its resources by it,
  // which has 40 characters.
  if (!/^[a-z](?:-?[a-z0-9])*$/.test(name) || name.length > 31) {
    problems.push(
      `project.name: ${name} must be lower-case letters, digits and single dashes, start with a letter, and have at most 31 characters.`,
    );
  }
  if (!/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region)) {
    problems.push(`project.region: ${region} is no AWS region, such as us-east-1.`);
  }
  if (domain !== undefined) {
    if (!/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(domain.name)) {
      problems.push(`project.domain.name: ${domain.name} is no domain, such as example.com.`);
    }
    // The name in a certificate, which has `dev.` before it in dev.
    if (domain.name.length > 60) {
      problems.push(
        `project.domain.name: ${domain.name} has more than 60 characters, and a certificate takes 64 with \`dev.\` before it.`,
      );
    }
    if (!/^Z[A-Z0-9]+$/.test(domain.hostedZoneId)) {
      problems.push(
        `project.domain.hostedZoneId: ${domain.hostedZoneId} is no id of a Route 53 hosted zone, such as Z0123456789ABCDEFGHIJ.`,
      );
    }
  }
  return problems;
}
