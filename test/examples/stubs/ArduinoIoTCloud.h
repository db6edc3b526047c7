// As much of ArduinoIoTCloud 2 as examples/ use (ArduinoIoTCloud.h, ArduinoIoTCloudTCP.h, property/Property.h).
#pragma once
#include "Arduino.h"

typedef void (*UpdateCallbackFunc)(void);
enum permissionType { READ, WRITE, READWRITE };
static const long ON_CHANGE = -1;

class Property;
class ConnectionHandler;

class ArduinoIoTCloudTCP {
 public:
  Property &addProperty(int &property, permissionType permission, long seconds, UpdateCallbackFunc fn = nullptr);
  Property &addProperty(String &property, permissionType permission, long seconds, UpdateCallbackFunc fn = nullptr);
  int begin(ConnectionHandler &connection);
  void update();
};
extern ArduinoIoTCloudTCP ArduinoCloud;
