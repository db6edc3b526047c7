// As much of Arduino_ConnectionHandler as examples/ use.
#pragma once

class ConnectionHandler {};
class WiFiConnectionHandler : public ConnectionHandler {
 public:
  WiFiConnectionHandler(const char *ssid, const char *pass);
};
