// Third parties' stand-ins of Pub/Sub and Cloud Storage, on free ports of loopback. Prints where they listen, as JSON,
// and ends when its standard input does.
package main

import (
	"encoding/json"
	"io"
	"log"
	"os"

	"cloud.google.com/go/pubsub/v2/pstest"
	"github.com/fsouza/fake-gcs-server/fakestorage"
)

func main() {
	pubsub := pstest.NewServer()
	defer pubsub.Close()

	storage, err := fakestorage.NewServerWithOptions(fakestorage.Options{Scheme: "http", Host: "127.0.0.1"})
	if err != nil {
		log.Fatal(err)
	}
	defer storage.Stop()

	listening := map[string]string{"pubsub": pubsub.Addr, "storage": storage.URL()}
	if err := json.NewEncoder(os.Stdout).Encode(listening); err != nil {
		log.Fatal(err)
	}
	io.Copy(io.Discard, os.Stdin)
}
