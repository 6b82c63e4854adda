//! The ground truth: what really happened in a simulated case, written as JSON beside its logs.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All of it. Times are ISO 8601 in UTC to the microsecond; names are as in the logs.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct GroundTruth {
    /// `logonscope-ground-truth`.
    pub schema: String,
    /// `1`.
    pub schema_version: u32,
    /// What decides all chance.
    pub seed: u64,
    /// The first moment of the case.
    pub start: String,
    /// The first moment after it.
    pub end: String,
    /// Where the company is: IANA name of its zone.
    pub zone: String,
    /// The company.
    pub company: CompanyTruth,
    /// What the intruder did; `None` if there is none.
    pub intruder: Option<IntruderTruth>,
    /// The files, in order of name.
    pub files: Vec<FileTruth>,
    /// Sums over the files.
    pub totals: Totals,
}

/// The company as it is.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CompanyTruth {
    /// NetBIOS name of the domain.
    pub domain: String,
    /// Its DNS name.
    pub dns: String,
    /// Employees, in order of their accounts' SIDs.
    pub employees: Vec<EmployeeTruth>,
    /// Administrators' second accounts.
    pub administrators: Vec<String>,
    /// Accounts of programs.
    pub services: Vec<String>,
    /// Machines that are no workstations.
    pub servers: Vec<HostTruth>,
}

/// An employee.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct EmployeeTruth {
    /// Given name and surname.
    pub name: String,
    /// Account.
    pub account: String,
    /// SID of the account.
    pub sid: String,
    /// Where in the company.
    pub department: String,
    /// Own machine.
    pub workstation: String,
    /// Addresses of that machine, week by week.
    pub addresses: Vec<String>,
    /// Usual hours at work, by the company's clock: `[8.5, 17.5]` is half past eight to half past five.
    pub hours: [f64; 2],
}

/// A machine.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HostTruth {
    /// Short name.
    pub name: String,
    /// What it is for.
    pub role: String,
    /// Address.
    pub address: String,
}

/// The intruder.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct IntruderTruth {
    /// The workstation where it begins.
    pub foothold: String,
    /// Accounts that the intruder acts as: name, how it was got.
    pub accounts: Vec<AbusedAccount>,
    /// Machines that the intruder works from: name, role, address then.
    pub hosts: Vec<HostTruth>,
    /// The first moment of it.
    pub first: String,
    /// The last.
    pub last: String,
    /// What was done, in order.
    pub steps: Vec<StepTruth>,
}

/// An account that the intruder acts as.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AbusedAccount {
    /// Its name.
    pub name: String,
    /// How it was got.
    pub how: String,
}

/// A step of the intruder's.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StepTruth {
    /// From 1.
    pub number: u32,
    /// What was done.
    pub what: String,
    /// MITRE ATT&CK technique.
    pub technique: String,
    /// Time of its first record.
    pub first: String,
    /// Time of its last record.
    pub last: String,
    /// Machines that tell of it.
    pub computers: Vec<String>,
    /// Accounts that its records name.
    pub accounts: Vec<String>,
    /// Addresses that it comes from.
    pub sources: Vec<String>,
    /// For each file the ids of its records there.
    pub records: BTreeMap<String, Vec<u64>>,
    /// Records that were lost when a log was cleared.
    pub lost: u64,
}

/// A file.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FileTruth {
    /// Its name.
    pub name: String,
    /// Records.
    pub records: u64,
    /// Logons: records of 4624, 4625, 4768, 4769 and 4776.
    pub logons: u64,
    /// Records of each event id.
    pub by_event: BTreeMap<u16, u64>,
    /// Id of the first record.
    pub first_record_id: u64,
    /// Id of the last record.
    pub last_record_id: u64,
    /// Time of the first record.
    pub first: String,
    /// Time of the last record.
    pub last: String,
}

/// Sums over all files.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Records.
    pub records: u64,
    /// Logons.
    pub logons: u64,
    /// Records of each event id.
    pub by_event: BTreeMap<u16, u64>,
}
