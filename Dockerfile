# Depesche in one image: a static binary, the shipped corpus, the licences of what it is made of.
FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
COPY internal/importer/page/nodates ./internal/importer/page/nodates
RUN go mod download
COPY . .
# No defaults here: they would win over the platform that is asked for.
ARG TARGETOS
ARG TARGETARCH
ARG VERSION=dev
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -buildvcs=false -ldflags="-s -w -buildid= -X main.version=$VERSION" -o /out/server ./cmd/server \
 && go run ./.ci/supply licences -texts /out/licences \
 && go run ./.ci/supply sbom /out/server >/out/sbom.cdx.json \
 && mkdir -p /out/data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/server /server
COPY --from=build /out/sbom.cdx.json /sbom.cdx.json
COPY --from=build /out/licences /licences
COPY --from=build --chown=65532:65532 /out/data /data
COPY --chown=65532:65532 corpus /corpus
ENV DEPESCHE_ADDR=0.0.0.0:8080 DEPESCHE_CORPUS=/corpus DEPESCHE_DATA=/data
VOLUME ["/corpus", "/data"]
EXPOSE 8080
USER 65532:65532
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s CMD ["/server", "healthcheck"]
ENTRYPOINT ["/server"]
