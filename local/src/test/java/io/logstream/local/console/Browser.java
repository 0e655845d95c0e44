package io.logstream.local.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.logging.Level;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A Chromium without a window, as a person at the console has one. */
final class Browser implements AutoCloseable {

  private static final List<Path> CHROMIUM =
      List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/google-chrome"));
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final ChromeDriver driver;
  private final String origin;

  private Browser(ChromeDriver driver, String origin) {
    this.driver = driver;
    this.origin = origin;
  }

  /** Opens one; the test is skipped, and says so, on a machine that has none. */
  static Browser at(String origin) {
    Path chromium = CHROMIUM.stream().filter(Files::isExecutable).findFirst().orElse(null);
    Assumptions.assumeTrue(
        chromium != null && Files.isExecutable(DRIVER), "no Chromium with its driver in /usr/bin");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.WARNING);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    options.setCapability("goog:loggingPrefs", logs);
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync");
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .build();
    ChromeDriver driver = new ChromeDriver(service, options);
    driver.manage().window().setSize(new Dimension(1440, 1000));
    driver.manage().timeouts().pageLoadTimeout(LIMIT).scriptTimeout(LIMIT);
    return new Browser(driver, origin);
  }

  void open(String path) {
    driver.get(path.startsWith("http") ? path : origin + path);
  }

  String address() {
    return driver.getCurrentUrl();
  }

  /** Those that are there now. */
  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  String text(String selector) {
    List<WebElement> found = all(selector);
    return found.isEmpty() ? "" : found.get(0).getText();
  }

  void click(String selector) {
    untilSome(selector);
    retrying(() -> all(selector).get(0).click());
  }

  /** Types at wherever the focus is. */
  void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** Puts a text in place of what an input holds. */
  void type(String selector, String text) {
    WebElement input = all(selector).get(0);
    input.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
    input.sendKeys(text);
  }

  Object script(String script) {
    return driver.executeScript(script);
  }

  void untilSome(String selector) {
    until(selector, found -> !found.isEmpty());
  }

  void untilText(String selector, String part) {
    until(selector, found -> !found.isEmpty() && found.get(0).getText().contains(part));
  }

  /** Waits for what a person would wait for. */
  void until(String selector, Predicate<List<WebElement>> isSo) {
    await(selector)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .ignoreException(StaleElementReferenceException.class)
        .until(() -> isSo.test(all(selector)));
  }

  private static void retrying(Runnable click) {
    await("a click")
        .atMost(LIMIT)
        .ignoreExceptionsInstanceOf(org.openqa.selenium.WebDriverException.class)
        .until(
            () -> {
              click.run();
              return true;
            });
  }

  /** Passes over what the page complained of so far, where that was provoked. */
  void forgetComplaints() {
    driver.manage().logs().get(LogType.BROWSER);
  }

  /**
   * What the page complained of since it was last asked. That a newer request took one's place is
   * no complaint: who types fast has the browser log an answer of 409 for each suggestion passed
   * over.
   */
  void assertNoComplaint() {
    List<String> said =
        driver.manage().logs().get(LogType.BROWSER).getAll().stream()
            .map(LogEntry::getMessage)
            .filter(message -> !message.contains("status of 409"))
            .toList();
    assertThat(said).isEmpty();
  }

  /** Writes a picture of the page into {@code target/pages}, for eyes. */
  void picture(String name) throws java.io.IOException {
    File taken = driver.getScreenshotAs(OutputType.FILE);
    Path pages = Files.createDirectories(Path.of("target", "pages"));
    Files.move(
        taken.toPath(),
        pages.resolve(name + ".png"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() {
    driver.quit();
  }
}
