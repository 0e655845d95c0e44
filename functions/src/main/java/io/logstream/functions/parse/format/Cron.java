package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.format.Phrases.Meaning;
import java.util.List;

/**
 * The messages of Vixie cron, cronie, anacron and crontab: {@code (root) CMD (run-parts
 * /etc/cron.hourly)}, {@code (alice) RELOAD (crontabs/alice)}, {@code Job `cron.daily' started}.
 */
@AutoService(Format.class)
public final class Cron implements Format {

  private static final String NAME = "cron";

  private static final Phrases PHRASES =
      new Phrases(NAME)
          .on(
              new Meaning("job_started", null, "process", "start"),
              "({user.name}) CMD ({process.command_line})",
              "Job `{cron.job}' started")
          .on(
              new Meaning("job_ended", null, "process", "end"),
              "({user.name}) CMDEND ({process.command_line})",
              "({user.name}) END ({cron.job_pid})",
              "Job `{cron.job}' terminated",
              "Job `{cron.job}' terminated (mailing output)")
          .on(
              new Meaning("job_failed", "failure", "process", "error"),
              "({user.name}) FAILED ({event.reason})",
              "({cron.context}) ERROR ({error.message})",
              "(CRON) error ({error.message})",
              "(CRON) info (No MTA installed, discarding output)",
              "Job `{cron.job}' terminated (exit status: {process.exit_code})",
              "Job `{cron.job}' terminated (exit status: {process.exit_code}) (mailing output)")
          .on(
              new Meaning("job_output", null, "process", "info"),
              "({user.name}) CMDOUT ({cron.output})",
              "({user.name}) MAIL (mailed {cron.output_bytes} bytes of output{*}")
          .on(
              new Meaning("crontab_edited", "success", "configuration", "change"),
              "({user.name}) REPLACE ({user.target.name})",
              "({user.name}) BEGIN EDIT ({user.target.name})",
              "({user.name}) END EDIT ({user.target.name})",
              "({user.name}) DELETE ({user.target.name})")
          .on(
              new Meaning("crontab_read", "success", "configuration", "access"),
              "({user.name}) LIST ({user.target.name})",
              "({user.name}) RELOAD ({file.path})",
              "({user.name}) ORPHAN (no passwd entry)")
          .on(
              new Meaning("scheduler", null, "process", "info"),
              "(CRON) STARTUP ({cron.version})",
              "(CRON) INFO ({cron.info})",
              "(CRON) DEATH ({event.reason})",
              "Anacron {cron.version} started on {*}",
              "Will run job `{cron.job}' in {cron.delay_minutes} min.",
              "Jobs will be executed sequentially",
              "Normal exit ({cron.jobs} jobs run)",
              "Normal exit ({cron.jobs} job run)",
              "Updated timestamp for job `{cron.job}' to {*}");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> programs() {
    return List.of("cron", "crond", "crontab", "anacron", "cronie", "fcron");
  }

  @Override
  public int fit(String line, Event outer) {
    return line.startsWith("pam_") ? NONE : FIELDS;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    event.set(EcsField.MESSAGE, line);
    if (PHRASES.take(line, event, context) && "CRON".equals(event.textOrNull(EcsField.USER_NAME))) {
      event.remove(EcsField.USER_NAME);
    }
    return null;
  }
}
