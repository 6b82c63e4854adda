//! Employees: names, departments, machines and habits.

use super::{AccountId, AccountKind, Company, HostId};
use crate::simulation::names::{DEPARTMENTS, Department, GIVEN, Role, SURNAMES};
use crate::simulation::random::Random;

/// Somebody who works here.
#[derive(Clone, Debug)]
pub struct Employee {
    /// Given name and surname.
    pub name: String,
    /// The account.
    pub account: AccountId,
    /// Where it is used first of all.
    pub workstation: HostId,
    /// A colleague's machine that is used on some afternoons.
    pub second: Option<HostId>,
    /// Where and when the work is.
    pub department: &'static Department,
    /// How much earlier or later than the department, in hours.
    pub shift: f64,
    /// Of ten working days, how many from home, by VPN.
    pub remote_days: u32,
    /// How often a password is mistyped.
    pub clumsiness: f64,
    /// The day of the case on which the employment began; 0 for most.
    pub joined: u32,
}

/// An employee with a second account.
#[derive(Clone, Copy, Debug)]
pub struct Administrator {
    /// Number in [`Company::employees`].
    pub employee: usize,
    /// The account for administration.
    pub account: AccountId,
}

/// Hires `count` people into `company` for a case of so many `days`.
pub fn hire(company: &mut Company, count: u32, days: u32, random: &mut Random) {
    let mut names: Vec<(usize, usize)> =
        (0..GIVEN.len()).flat_map(|given| (0..SURNAMES.len()).map(move |surname| (given, surname))).collect();
    random.shuffle(&mut names);
    // Each surname once before any comes twice, so that account names are short.
    names.sort_by_cached_key({
        let mut seen = [0u32; SURNAMES.len()];
        move |&(_, surname)| {
            seen[surname] += 1;
            seen[surname]
        }
    });
    let mut taken = std::collections::BTreeMap::new();
    for number in 0..count as usize {
        let (given, surname) = names[number % names.len()];
        let (given, surname) = (GIVEN[given], SURNAMES[surname]);
        let short = format!("{}.{}", &given[..1], surname).to_lowercase();
        let before: u32 = *taken.entry(short.clone()).and_modify(|before| *before += 1).or_insert(0);
        let account_name = if before == 0 { short } else { format!("{short}{}", before + 1) };
        let account = company.new_account(&account_name, AccountKind::Employee);
        let workstation = company.add_host(format!("WS-{}", 1_001 + number), Role::Workstation);
        let department = department_of(number as u32, count);
        company.employees.push(Employee {
            name: format!("{given} {surname}"),
            account,
            workstation,
            second: None,
            department,
            shift: random.around(0.0, 0.5),
            remote_days: if random.chance(0.3) { 1 + random.below(5) as u32 } else { 0 },
            clumsiness: random.around(0.05, 0.04),
            joined: 0,
        });
    }
    let workstations: Vec<HostId> = company.employees.iter().map(|employee| employee.workstation).collect();
    for (number, employee) in company.employees.iter_mut().enumerate() {
        if random.chance(0.1) {
            let other = workstations[(number + 1 + random.index(3)) % workstations.len()];
            employee.second = Some(other).filter(|&other| other != employee.workstation);
        }
    }
    // One in forty began in the second week, on a Monday; the first people of a department never do.
    for number in (17..company.employees.len()).step_by(40) {
        company.employees[number].joined = if days > 14 { 7 } else { 0 };
    }
    let administrators: Vec<usize> = (0..company.employees.len())
        .filter(|&number| matches!(company.employees[number].department.name, "Service desk" | "Engineering"))
        .step_by(4)
        .take((count as usize / 15).clamp(2, 12))
        .collect();
    for employee in administrators {
        let own = company.account(company.employees[employee].account).name.clone();
        let account = company.new_account(&format!("adm-{own}"), AccountKind::Administrator);
        company.administrators.push(Administrator { employee, account });
    }
}

/// The department of the `number`th of `count` people.
fn department_of(number: u32, count: u32) -> &'static Department {
    let whole: u32 = DEPARTMENTS.iter().map(|department| department.share).sum();
    let place = (u64::from(number) * u64::from(whole) / u64::from(count.max(1))) as u32;
    let mut before = 0;
    let found = DEPARTMENTS.iter().find(|department| {
        before += department.share;
        place < before
    });
    found.unwrap_or(&DEPARTMENTS[0])
}
