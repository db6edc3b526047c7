// A door for roomcal on a board that holds no secret of roomcal's, no calendar and no clock: it mirrors the variables of its
// Thing, and writes what is pressed into one of them. docs/doors.md tells the rest.
//
// Library: ArduinoIoTCloud 2, by its library manager. Board: any with Wi-Fi that Arduino IoT Cloud knows.

#include "thingProperties.h"

// A button between this pin and ground; the light says from afar whether the room is taken.
const int BUTTON_PIN = 2;
const int LIGHT_PIN = LED_BUILTIN;

const unsigned long DEBOUNCE_MS = 30;
// Held for so long, a press ends the meeting.
const unsigned long HELD_MS = 1500;

bool wasDown = false;
bool isHandled = false;
unsigned long changedAt = 0;

void setup() {
  Serial.begin(115200);
  pinMode(BUTTON_PIN, INPUT_PULLUP);
  pinMode(LIGHT_PIN, OUTPUT);
  initProperties();
  ArduinoCloud.begin(ArduinoIoTPreferredConnection);
}

void loop() {
  ArduinoCloud.update();
  const bool isDown = digitalRead(BUTTON_PIN) == LOW;
  const unsigned long now = millis();
  const unsigned long lasted = now - changedAt;
  if (isDown != wasDown && lasted >= DEBOUNCE_MS) {
    // Let go before it was held: a short press.
    if (wasDown && !isHandled) press(busynow == 1 ? "extend 15" : "book");
    wasDown = isDown;
    isHandled = false;
    changedAt = now;
  } else if (isDown && wasDown && !isHandled && lasted >= HELD_MS) {
    isHandled = true;
    if (busynow == 1) press("end");
  }
}

// roomcal does what stands in `action`, writes what came of it into `actionresult`, and empties `action`.
void press(const char *what) {
  // The press before is still on its way.
  if (action.length() > 0) return;
  action = what;
}

void onBusynowChange() {
  digitalWrite(LIGHT_PIN, busynow == 1 ? HIGH : LOW);
}

// A display would draw here; `curevmtg` comes soon after `busynow`.
void onCurevmtgChange() {
  Serial.print(busynow == 1 ? "busy: " : "free: ");
  Serial.println(curevmtg);
  if (curevtm.length() > 0) Serial.println(curevtm);
  if (nextevmtg.length() > 0) Serial.println(String("next: ") + nextevmtg + " " + nextevtm);
}

void onActionresultChange() {
  if (actionresult.length() > 0) Serial.println(actionresult);
}
