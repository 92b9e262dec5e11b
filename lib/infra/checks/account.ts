import type { EnvironmentConfig } from '../config';

/** What can't work in whose account it is, who is told, and what it may cost. */
export function checkAccount(config: EnvironmentConfig): string[] {
  const { account, alarmEmail, monthlyBudget } = config;
  const problems: string[] = [];
  if (account !== undefined && !/^\d{12}$/.test(account)) {
    problems.push(`account: ${account} is no AWS account, twelve digits.`);
  }
  if (alarmEmail !== undefined && !/^[^\s@]+@[^\s@]+$/.test(alarmEmail)) {
    problems.push(`alarmEmail: ${alarmEmail} is no e-mail address.`);
  }
  if (monthlyBudget !== undefined) {
    if (!Number.isFinite(monthlyBudget) || monthlyBudget <= 0) {
      problems.push(`monthlyBudget: ${monthlyBudget} must be an amount of US dollars above 0.`);
    }
    if (alarmEmail === undefined) {
      problems.push('monthlyBudget: there is nobody to tell. Set alarmEmail too.');
    }
  }
  return problems;
}
