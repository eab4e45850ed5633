using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheCore.Architecture.Tests.Source;

/// <summary>A project of src, compiled so far that each name in it has its meaning.</summary>
internal sealed class SourceProject
{
    private static readonly CSharpParseOptions Language = new(LanguageVersion.Preview);

    private static readonly string[] ImplicitUsings =
        [
            "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading",
            "System.Threading.Tasks",
        ];

    private static readonly MetadataReference[] Platform = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(static path => !Path.GetFileName(path).StartsWith("CacheCore", StringComparison.Ordinal))
        .Select(static path => MetadataReference.CreateFromFile(path))];

    private readonly CSharpCompilation _compilation;

    /// <param name="name">The project's and its folder's.</param>
    /// <param name="files">Its sources, by their paths within the folder.</param>
    /// <param name="references">Those of the projects that it may use something of.</param>
    public SourceProject(string name, IEnumerable<(string Path, string Text)> files, params SourceProject[] references)
    {
        Name = name;
        string usings = string.Concat(ImplicitUsings.Select(static space => $"global using {space};\n"));
        string friends = string.Concat(SourceProjects.Names.Select(
            static friend => $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{friend}\")]\n"));
        IEnumerable<SyntaxTree> trees = files.Select(file => CSharpSyntaxTree.ParseText(file.Text, Language, file.Path));
        _compilation = CSharpCompilation.Create(
            name,
            [.. trees, CSharpSyntaxTree.ParseText(usings + friends, Language)],
            [.. Platform, .. references.Select(static one => one._compilation.ToMetadataReference())],
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        Files = [.. _compilation.SyntaxTrees.Where(static tree => tree.FilePath.Length > 0).Select(static tree => tree.FilePath)];
    }

    public string Name { get; }

    /// <summary>Paths within the project's folder, with forward slashes.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>What a file says is its namespace; empty: none.</summary>
    public string NamespaceOf(string file) =>
        RootOf(file).DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() ?? "";

    /// <summary>Whether all types that a file declares are there for everybody.</summary>
    public bool IsPublic(string file) => RootOf(file).DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
        .Where(static type => type.Parent is not BaseTypeDeclarationSyntax)
        .All(static type => type.Modifiers.Any(SyntaxKind.PublicKeyword));

    /// <summary>What each file uses of other files, those of other projects included.</summary>
    public IEnumerable<SourceUse> Uses() => _compilation.SyntaxTrees
        .Where(static tree => tree.FilePath.Length > 0)
        .AsParallel().AsOrdered()
        .SelectMany(UsesOf);

    /// <summary>What those who are made in a file are given: the types of constructors' parameters, with how much each offers.</summary>
    public IEnumerable<(string File, string Type, int Members)> Taken() => _compilation.SyntaxTrees
        .Where(static tree => tree.FilePath.Length > 0)
        .SelectMany(tree =>
        {
            SemanticModel model = _compilation.GetSemanticModel(tree);
            return tree.GetRoot().DescendantNodes().OfType<ParameterSyntax>()
                .Where(static parameter => parameter.Parent?.Parent is TypeDeclarationSyntax or ConstructorDeclarationSyntax)
                .Select(parameter => model.GetDeclaredSymbol(parameter)?.Type as INamedTypeSymbol)
                .Where(static type => type is not null && SourceProjects.Names.Contains(type.ContainingAssembly?.Name))
                .Select(type => (tree.FilePath, type!.ToDisplayString(), OfferOf(type)));
        });

    private static int OfferOf(INamedTypeSymbol type) => type.GetMembers().Count(static member =>
        !member.IsStatic && !member.IsOverride && !member.IsImplicitlyDeclared
        && member.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal
        && member is IPropertySymbol or IFieldSymbol or IEventSymbol
            or IMethodSymbol { MethodKind: MethodKind.Ordinary });

    private IEnumerable<SourceUse> UsesOf(SyntaxTree tree)
    {
        SemanticModel model = _compilation.GetSemanticModel(tree);
        return tree.GetRoot().DescendantNodes()
            .Where(static node => node is SimpleNameSyntax or ImplicitObjectCreationExpressionSyntax)
            .Select(node => SymbolOf(model, node))
            .Where(static symbol => symbol is not null)
            .Select(static symbol => (Type: TypeOf(symbol!), IsPublic: IsPublic(symbol)))
            .Where(static used => used.Type is not null)
            .Distinct()
            .SelectMany(used => DeclarationsOf(used.Type!).Select(place => new SourceUse(
                Name, tree.FilePath, used.Type!.ContainingAssembly.Name, place, used.Type.ToDisplayString(), used.IsPublic)))
            .Where(static use => use.Project != use.UsedProject || use.File != use.UsedFile);
    }

    /// <summary>The outermost type that a name means or is a member of; null: it is of none of the projects.</summary>
    private static INamedTypeSymbol? TypeOf(ISymbol symbol)
    {
        INamedTypeSymbol? type = symbol switch
        {
            INamedTypeSymbol named => named,
            IMethodSymbol { ReducedFrom: { } extension } => extension.ContainingType,
            IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol => symbol.ContainingType,
            _ => null,
        };
        while (type?.ContainingType is { } outer)
        {
            type = outer;
        }

        return type is not null && SourceProjects.Names.Contains(type.ContainingAssembly?.Name) ? type.OriginalDefinition : null;
    }

    private static ISymbol? SymbolOf(SemanticModel model, SyntaxNode node)
    {
        SymbolInfo info = model.GetSymbolInfo(node);
        return info.Symbol ?? (info.CandidateSymbols.IsEmpty ? null : info.CandidateSymbols[0]);
    }

    /// <summary>Whether anybody may use it: it is public, and so is all that it lies in.</summary>
    private static bool IsPublic(ISymbol? symbol)
    {
        for (symbol = symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension : symbol;
            symbol is not null and not INamespaceSymbol;
            symbol = symbol.ContainingSymbol)
        {
            if (symbol.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected
                or Accessibility.ProtectedOrInternal or Accessibility.NotApplicable))
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<string> DeclarationsOf(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Select(static place => place.SyntaxTree.FilePath).Take(1);

    private SyntaxNode RootOf(string file) => _compilation.SyntaxTrees.First(tree => tree.FilePath == file).GetRoot();
}
