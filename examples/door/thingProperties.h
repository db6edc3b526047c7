// The variables of the Thing, under the names that `npx roomcal setup --with-actions` gives them.

#include <ArduinoIoTCloud.h>
#include <Arduino_ConnectionHandler.h>
#include "arduino_secrets.h"

// What the sketch says of it: the functions are in door.ino.
void press(const char *what);
void onBusynowChange();
void onCurevmtgChange();
void onActionresultChange();

int busynow;
String curevmtg;
String curevstart;
String curevend;
String curevtm;
String nextevmtg;
String nextevstart;
String nextevend;
String nextevtm;

// The button: what is pressed, and what came of it.
String action;
String actionresult;

void initProperties() {
  ArduinoCloud.addProperty(busynow, READWRITE, ON_CHANGE, onBusynowChange);
  ArduinoCloud.addProperty(curevmtg, READWRITE, ON_CHANGE, onCurevmtgChange);
  ArduinoCloud.addProperty(curevstart, READWRITE, ON_CHANGE);
  ArduinoCloud.addProperty(curevend, READWRITE, ON_CHANGE);
  ArduinoCloud.addProperty(curevtm, READWRITE, ON_CHANGE);
  ArduinoCloud.addProperty(nextevmtg, READWRITE, ON_CHANGE);
  ArduinoCloud.addProperty(nextevstart, READWRITE, ON_CHANGE);
  ArduinoCloud.addProperty(nextevend, READWRITE, ON_CHANGE);
  ArduinoCloud.addProperty(nextevtm, READWRITE, ON_CHANGE);
  ArduinoCloud.addProperty(action, READWRITE, ON_CHANGE);
  ArduinoCloud.addProperty(actionresult, READWRITE, ON_CHANGE, onActionresultChange);
}

WiFiConnectionHandler ArduinoIoTPreferredConnection(SECRET_SSID, SECRET_OPTIONAL_PASS);
