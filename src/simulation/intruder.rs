//! The intruder: who is abused, and what happens on each of the last days. The story is told in `docs/sample-case.md`.
//!
//! Days are counted from the end: on day 0 the log is cleared, on day 5 it all begins. Hours are the company's.

mod entry;
mod takeover;

use super::calendar::Day;
use super::company::{AccountId, AccountKind, Company, HostId};
use super::names::Role;
use super::stage::Stage;

/// How many of the last days the intruder needs.
pub const INTRUDER_DAYS: u32 = 6;

/// Commands that the intruder runs: path, command line.
pub const COMMANDS: [(&str, &str); 6] = [
    (
        r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe",
        "powershell.exe -nop -w hidden -ep bypass -c \"IEX (Get-Content $env:TEMP\\inv-0927.txt -Raw)\"",
    ),
    (r"C:\Windows\System32\whoami.exe", "whoami.exe /all"),
    (r"C:\Windows\System32\nltest.exe", "nltest.exe /dclist:larkfield.example"),
    (r"C:\Windows\System32\net.exe", "net.exe group \"Domain Admins\" /domain"),
    (r"C:\Windows\System32\setspn.exe", "setspn.exe -T larkfield.example -Q */*"),
    (
        r"C:\Windows\System32\rundll32.exe",
        r"rundll32.exe C:\Windows\System32\comsvcs.dll, MiniDump 700 C:\Windows\Temp\w.dmp full",
    ),
];

/// Services that are installed: name, file.
pub const SERVICES: [(&str, &str); 2] = [
    ("WinDefSync", r"%SystemRoot%\System32\wdsync.exe"),
    ("MonitoringAgent", r#""C:\Program Files\Monitoring Agent\agent.exe" --service"#),
];
/// The intruder's in [`SERVICES`].
pub const IMPLANT: u8 = 0;
/// The monitoring agent's.
pub const MONITORING_AGENT: u8 = 1;

/// Names that are tried and that nobody has.
const GUESSED_NAMES: [&str; 8] = ["admin", "scanner", "test", "backup", "guest1", "helpdesk", "sqladmin", "printer"];

/// A step of the story.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// MITRE ATT&CK technique.
    pub technique: &'static str,
    /// What is done, in plain words.
    pub what: &'static str,
}

/// The steps in their order; step `n` of an occurrence is the `n`th from 1.
pub const STEPS: [Step; 15] = [
    Step {
        technique: "T1059.001",
        what: "A macro in a mail starts PowerShell on a workstation; its user's rights are explored",
    },
    Step { technique: "T1087.002", what: "The directory is asked for administrators, from that workstation" },
    Step {
        technique: "T1110.003",
        what: "One password is tried on every account by Kerberos, and on names that nobody has",
    },
    Step { technique: "T1110.003", what: "Another password is tried on every account by NTLM against the file server" },
    Step { technique: "T1078.002", what: "The second password opens one account" },
    Step {
        technique: "T1021.002",
        what: "That account looks at the shares of every server by NTLM, and fetches files",
    },
    Step {
        technique: "T1558.004",
        what: "A ticket that an account without pre-authentication gives away is asked for (AS-REP roasting)",
    },
    Step {
        technique: "T1558.003",
        what: "Tickets of service accounts are asked for with RC4, to find their passwords offline (Kerberoasting)",
    },
    Step {
        technique: "T1569.002",
        what: "The backup's account installs a service on the file server, looks at all others and fetches files",
    },
    Step {
        technique: "T1021.001",
        what: "From the file server to the management server by Remote Desktop, where memory is dumped",
    },
    Step {
        technique: "T1550.002",
        what: "An administrator's hash opens the domain controllers and servers (pass the hash); files are fetched",
    },
    Step {
        technique: "T1003.006",
        what: "The directory is replicated to a machine that is no domain controller (DCSync)",
    },
    Step { technique: "T1136.002", what: "An account is made and put into Domain Admins" },
    Step {
        technique: "T1562.002",
        what: "The new account logs on everywhere; auditing of logons is switched off on a domain controller",
    },
    Step {
        technique: "T1070.001",
        what: "The database server is visited by Remote Desktop and its Security log cleared",
    },
];

/// Whom and what the intruder abuses.
#[derive(Clone, Debug)]
pub struct Intruder {
    /// The workstation where it begins.
    pub foothold: HostId,
    /// Its user.
    pub user: AccountId,
    /// The employee whose password is guessed.
    pub guessed: AccountId,
    /// The guessed employee's workstation.
    pub guessed_workstation: HostId,
    /// The account that needs no pre-authentication.
    pub roasted: AccountId,
    /// Accounts whose tickets are asked for.
    pub kerberoasted: Vec<AccountId>,
    /// The one of them whose password is found.
    pub cracked: AccountId,
    /// The administrator whose hash is stolen.
    pub stolen: AccountId,
    /// The account that is made.
    pub planted: AccountId,
    /// Names that are tried and that nobody has.
    pub nobodies: Vec<AccountId>,
    /// The servers of the story.
    pub files: HostId,
    /// Where administrators work.
    pub management: HostId,
    /// Where the log is cleared.
    pub database: HostId,
}

impl Intruder {
    /// Chooses among the people of `company`, and adds the accounts that the intruder brings.
    pub fn new(company: &mut Company) -> Self {
        let of_department = |name: &str| company.employees.iter().position(|employee| employee.department.name == name);
        let user = of_department("Reception").unwrap_or(0);
        let guessed = of_department("Finance").filter(|&found| found != user).unwrap_or(company.employees.len() - 1);
        let service = |name: &str| {
            let of_name = |service: &&super::company::Service| company.account(service.account).name == name;
            company.services.iter().find(of_name).map_or(AccountId(0), |service| service.account)
        };
        let (user, guessed) = (&company.employees[user], &company.employees[guessed]);
        let roastable = company.services.iter().filter(|service| service.roastable);
        let mut intruder = Self {
            foothold: user.workstation,
            user: user.account,
            guessed: guessed.account,
            guessed_workstation: guessed.workstation,
            roasted: service("svc-scan"),
            kerberoasted: roastable.map(|service| service.account).collect(),
            cracked: service("svc-backup"),
            stolen: company.administrators.first().map_or(AccountId(0), |administrator| administrator.account),
            planted: AccountId(0),
            nobodies: Vec::new(),
            files: company.server(Role::File),
            management: company.server(Role::Management),
            database: company.server(Role::Sql),
        };
        // The machine of the foothold stands in the office, also at night.
        company.employees.iter_mut().filter(|one| one.account == intruder.user).for_each(|one| one.remote_days = 0);
        intruder.nobodies = GUESSED_NAMES.map(|name| company.new_account(name, AccountKind::Nobody)).to_vec();
        intruder.planted = company.new_account("svc-health", AccountKind::Planted);
        company.accounts[intruder.planted.0 as usize].privileged = true;
        intruder
    }

    /// Where and when a Security log is cleared, in a case that ends with `last`.
    pub fn clearing(&self, last: &Day) -> (HostId, i64) {
        (self.database, last.at(takeover::CLEARED_AT))
    }

    /// What the intruder does on the stage's day, which `days_left` others follow.
    pub fn act(&self, stage: &mut Stage<'_>, days_left: u32) {
        match days_left {
            5 => entry::foothold(self, stage),
            4 => entry::spray(self, stage),
            3 => entry::roast(self, stage),
            2 => takeover::move_with_service_account(self, stage),
            1 => takeover::take_the_domain(self, stage),
            0 => takeover::settle_and_hide(self, stage),
            _ => {}
        }
        stage.step = 0;
    }
}
