// SPDX-License-Identifier: MIT
//
// A random program: its types and members. What methods do is made by the other parts of this class: Statements,
// Expressions, Numbers, References, Calls, Memory.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;

/* What is known where code is made */
sealed class Frame
{
	public MethodSymbol Method;
	public List<Variable> Variables = new List<Variable> ();
	public TypeName [] TypeVariables = { };
	public int Budget;                         /* nodes that may still be made */
	public int Loops, Regions;                 /* around this place */
	public bool IsTight;                       /* in a loop without fuel: nothing that takes long */
	public bool IsFilter, MayThrow = true;     /* filters of which some throw */
	public bool IsCatch, IsFinally;
	public Variable Buffer;                    /* the address of memory from localloc */
}

sealed partial class Generator
{
	const int Fuel = 2500;

	readonly Chance chance;
	readonly TypeSymbol program = new TypeSymbol { Name = "Program", Parent = TypeName.Object, IsAbstract = true, IsSealed = true };
	readonly List<TypeSymbol> structs = new List<TypeSymbol> (), classes = new List<TypeSymbol> (), delegates = new List<TypeSymbol> (),
		exceptions = new List<TypeSymbol> ();
	readonly TypeSymbol enumeration, contract, genericClass, genericStruct, initialized;
	readonly List<TypeName> types = new List<TypeName> ();        /* without type variables */
	readonly List<TypeName> instances = new List<TypeName> ();
	readonly List<FieldUse> fields = new List<FieldUse> ();
	readonly List<MethodSymbol> methods = new List<MethodSymbol> ();
	readonly FieldUse fuel, pointed;           /* pointed: what addresses that are handed on point to */
	Frame frame;

	/* The method to run */
	public readonly MethodSymbol Run;

	readonly List<Node> roots = new List<Node> ();
	readonly HashSet<Node> emitted = new HashSet<Node> ();

	/* Bodies of methods that are part of the program as it is now */
	public Node [] Roots
	{
		get {
			emitted.Clear ();
			new Linker ("").Add (Run, "");
			return roots.Where (emitted.Contains).ToArray ();
		}
	}

	public Generator (ulong seed, ulong number)
	{
		chance = new Chance (seed, number);
		fuel = new FieldUse { Owner = program.Type, Symbol = program.Field ("fuel", TypeName.I4, true) };
		enumeration = DeclareEnumeration ();
		contract = DeclareContract ();
		for (int i = 0; i < 3; i++)
			structs.Add (DeclareStruct (i));
		for (int i = 0; i < Sizes; i++)
			sized.Add (DeclareSized (i));
		for (int i = 0; i < 3; i++)
			classes.Add (DeclareClass (i));
		genericStruct = DeclareGeneric ("Pair", true);
		genericClass = DeclareGeneric ("Holder", false);
		initialized = DeclareInitialized ();
		for (int i = 0; i < 2; i++)
			exceptions.Add (DeclareException (i));
		for (int i = 0; i < 2; i++)
			delegates.Add (DeclareDelegate (i));
		CollectTypes ();
		for (int i = 0; i < 6; i++)
			AddField (program.Field ("s" + i, chance.Of (types), true), program.Type);
		pointed = new FieldUse { Owner = program.Type, Symbol = program.Field ("pointed", TypeName.I4, true) };
		fields.Add (pointed);
		DeclareMethods ();
		CollectFields ();
		CollectProducers ();
		foreach (MethodSymbol method in AllMethods ().ToArray ())
			if (method.Build == null && !method.IsRuntime && !method.IsAbstract)
				MakeBody (method);
		Run = program.Method ("Run", true, TypeName.Void);
		Run.IsApart = true;
		MakeRun ();
	}

	IEnumerable<TypeSymbol> Symbols
	{
		get {
			return structs.Concat (classes).Concat (exceptions).Concat (delegates)
				.Concat (new [] { program, contract, genericClass, genericStruct, initialized });
		}
	}

	IEnumerable<MethodSymbol> AllMethods ()
	{
		return Symbols.SelectMany (s => s.Methods);
	}

	/* ---- Types ---------------------------------------------------------------------------------------------------- */

	TypeSymbol DeclareEnumeration ()
	{
		var symbol = new TypeSymbol {
			Name = "Choice", IsValueType = true, Parent = Library.Enum.Type,
			EnumOf = chance.Any (TypeName.I4, TypeName.U1, TypeName.I2, TypeName.I8)
		};

		symbol.Field ("value__", symbol.EnumOf);
		return symbol;
	}

	/* An interface, for classes and structs */
	TypeSymbol DeclareContract ()
	{
		var symbol = new TypeSymbol { Name = "Contract", IsInterface = true, IsAbstract = true };

		for (int i = 0; i < 2; i++) {
			MethodSymbol method = symbol.Method ("Keep" + i, false, RandomNumber (), RandomParameters (2));
			method.IsVirtual = method.IsNew = method.IsAbstract = true;
		}
		return symbol;
	}

	TypeName RandomNumber ()
	{
		return chance.Percent (40) ? TypeName.I4 : chance.Of (TypeName.Numbers);
	}

	TypeName [] RandomParameters (int most)
	{
		return Enumerable.Range (0, chance.Below (most + 1)).Select (i => RandomNumber ()).ToArray ();
	}

	void Implement (TypeSymbol symbol, MethodSymbol slot, bool isNew)
	{
		MethodSymbol method = symbol.Method (slot.Name, false, slot.Result, slot.Parameters);

		method.IsVirtual = true;
		method.IsNew = isNew;
		method.TypeParameters = slot.TypeParameters;
		method.NoInlining = chance.Percent (30);
	}

	TypeSymbol DeclareStruct (int number)
	{
		var symbol = new TypeSymbol {
			Name = "Struct" + number, IsValueType = true, IsSequential = true, Parent = Library.ValueType.Type,
			Pack = chance.Percent (15) ? chance.Any (1, 2, 4) : 0
		};
		int count = chance.Between (1, 4);
		bool onlyIntegers = number == 0 && chance.Percent (30);

		if (onlyIntegers) {
			/* Overlapping fields: no floating point, of which a NaN's bits could be seen */
			symbol.IsSequential = false;
			symbol.IsExplicit = true;
			symbol.Pack = 0;
		}
		for (int i = 0; i < count; i++) {
			TypeName type = onlyIntegers ? chance.Any (TypeName.I1, TypeName.U2, TypeName.I4, TypeName.U8) :
				number > 0 && i == 0 ? structs [number - 1].Type :
				number > 0 && symbol.Pack == 0 && chance.Percent (40) ? chance.Any (TypeName.String, TypeName.Object, TypeName.I4.Vector) :
				RandomNumber ();
			symbol.Field ("f" + i, type).Offset = 8 * chance.Below (2) + (type == TypeName.U8 ? 0 : chance.Any (0, 0, 4));
		}
		MethodSymbol constructor = symbol.Method (".ctor", false, TypeName.Void, RandomParameters (3));
		constructor.NoInlining = chance.Percent (30);
		symbol.Method ("Own", false, RandomNumber (), RandomParameters (2)).NoInlining = chance.Percent (50);
		symbol.Interfaces.Add (contract.Type);
		foreach (MethodSymbol slot in contract.Methods)
			Implement (symbol, slot, true);
		return symbol;
	}

	/* Three classes, each the parent of the next */
	TypeSymbol DeclareClass (int number)
	{
		var symbol = new TypeSymbol {
			Name = "Class" + number, Parent = number == 0 ? TypeName.Object : classes [number - 1].Type, IsSealed = number == 2
		};

		for (int i = chance.Between (1, 3); i > 0; i--)
			symbol.Field ("c" + number + "_" + i, chance.Percent (40) ? chance.Any (structs [0].Type, structs [2].Type, TypeName.String,
				TypeName.Object, TypeName.I4.Vector, TypeName.R8.Vector, symbol.Type, chance.Of (sized).Type) : RandomNumber ());
		symbol.Method (".ctor", false, TypeName.Void);
		symbol.Method (".ctor", false, TypeName.Void, RandomNumber (), RandomNumber ());
		symbol.Method ("Own" + number, false, RandomNumber (), RandomParameters (2)).IsSynchronized = chance.Percent (10);
		if (number == 0) {
			MethodSymbol slot = symbol.Method ("Virtual", false, RandomNumber (), RandomParameters (3));
			MethodSymbol generic = symbol.Method ("GenericVirtual", false, TypeName.MVar (0), TypeName.MVar (0), TypeName.I4);
			slot.IsVirtual = slot.IsNew = generic.IsVirtual = generic.IsNew = true;
			generic.TypeParameters = 1;
			symbol.Interfaces.Add (contract.Type);
			foreach (MethodSymbol method in contract.Methods)
				Implement (symbol, method, true);
		} else {
			foreach (MethodSymbol method in classes [0].Methods.Where (m => m.IsVirtual))
				if (chance.Percent (60))
					Implement (symbol, method, false);
		}
		return symbol;
	}

	TypeSymbol DeclareGeneric (string name, bool isStruct)
	{
		var symbol = new TypeSymbol {
			Name = name + "`1", TypeParameters = 1, IsValueType = isStruct, IsSequential = isStruct,
			Parent = isStruct ? Library.ValueType.Type : TypeName.Object
		};
		TypeName variable = TypeName.Var (0);

		symbol.Field ("first", variable);
		symbol.Field ("second", isStruct ? chance.Any (variable, TypeName.I4) : variable.Vector);
		symbol.Field ("shared", chance.Any (variable, TypeName.I4, TypeName.I8), true);
		if (!isStruct)
			symbol.Method (".ctor", false, TypeName.Void);
		symbol.Method (".ctor", false, TypeName.Void, variable);
		symbol.Method ("Get", false, variable, TypeName.I4);
		symbol.Method ("Set", false, TypeName.Void, variable);
		symbol.Method ("Make", true, symbol.Self, variable, TypeName.I4).NoInlining = chance.Percent (50);
		symbol.Method ("Convert", false, TypeName.MVar (0), TypeName.MVar (0), variable).TypeParameters = 1;
		if (!isStruct) {
			MethodSymbol slot = symbol.Method ("Virtual", false, variable, variable);
			slot.IsVirtual = slot.IsNew = true;
		}
		return symbol;
	}

	/* A class whose static constructor does something; before the first use of a static member (ECMA-335 II.10.5.3.3).
	 * None has the flag beforefieldinit: when such a constructor runs is each runtime's own choice. */
	TypeSymbol DeclareInitialized ()
	{
		var symbol = new TypeSymbol { Name = "Initialized", Parent = TypeName.Object };

		symbol.Field ("once", TypeName.I4, true);
		symbol.Field ("also", chance.Any (TypeName.I8, TypeName.String, TypeName.R8), true);
		symbol.Method (".cctor", true, TypeName.Void);
		symbol.Method ("Touch", true, TypeName.I4, TypeName.I4);
		return symbol;
	}

	TypeSymbol DeclareException (int number)
	{
		var symbol = new TypeSymbol {
			Name = "Exception" + number, Parent = number == 0 ? Library.Exception.Type : exceptions [0].Type
		};

		symbol.Field ("code" + number, TypeName.I4);
		MethodSymbol constructor = symbol.Method (".ctor", false, TypeName.Void, TypeName.String);
		MethodSymbol parent = number == 0 ? Library.Exceptions [0].Methods [0] : exceptions [0].Methods [0];
		constructor.Build = () => {
			var body = new Body (constructor);
			body.LoadArgument (0);
			body.LoadArgument (1);
			body.Op (OpCodes.Call, parent.Use ());
			body.LoadArgument (0);
			body.Constant (number + 40);
			body.Op (OpCodes.Stfld, new FieldUse { Owner = symbol.Type, Symbol = symbol.Fields [0] });
			body.Op (OpCodes.Ret);
			return body;
		};
		return symbol;
	}

	TypeSymbol DeclareDelegate (int number)
	{
		var symbol = new TypeSymbol {
			Name = "Delegate" + number, Parent = Library.MulticastDelegate.Type, IsDelegate = true, IsSealed = true
		};
		TypeName result = RandomNumber ();
		TypeName [] parameters = RandomParameters (3);

		if (number == 1 && chance.Percent (50))
			result = chance.Any (structs [chance.Below (3)], chance.Of (sized)).Type;
		if (chance.Percent (50))
			parameters = parameters.Concat (new [] { chance.Of (sized).Type }).ToArray ();
		symbol.Method (".ctor", false, TypeName.Void, TypeName.Object, TypeName.I).IsRuntime = true;
		MethodSymbol invoke = symbol.Method ("Invoke", false, result, parameters);
		invoke.IsRuntime = invoke.IsVirtual = invoke.IsNew = true;
		/* To point at */
		program.Method ("Target" + number, true, result, parameters);
		classes [0].Method ("Target" + number, false, result, parameters);
		MethodSymbol slot = classes [0].Method ("VirtualTarget" + number, false, result, parameters);
		slot.IsVirtual = slot.IsNew = true;
		return symbol;
	}

	void CollectTypes ()
	{
		types.AddRange (TypeName.Numbers);
		types.AddRange (new [] { TypeName.I4, TypeName.I4, TypeName.I8, TypeName.R8, TypeName.R4, TypeName.String, TypeName.Object });
		types.AddRange (structs.Concat (sized).Concat (classes).Concat (delegates).Concat (new [] { enumeration, contract, exceptions [0] }).Select (s => s.Type));
		foreach (TypeName argument in new [] { chance.Of (TypeName.Numbers), TypeName.String, structs [chance.Below (3)].Type,
			classes [chance.Below (3)].Type }) {
			instances.Add (genericClass.Instance (argument));
			instances.Add (genericStruct.Instance (argument));
		}
		types.AddRange (instances);
		types.AddRange (new [] {
			TypeName.I4.Vector, TypeName.U1.Vector, TypeName.R8.Vector, TypeName.I8.Vector, TypeName.I2.Vector, TypeName.Object.Vector,
			TypeName.String.Vector, chance.Of (structs).Type.Vector, chance.Of (classes).Type.Vector, chance.Of (TypeName.Numbers).Vector,
			TypeName.I4.Array (2), TypeName.R8.Array (2), chance.Of (structs).Type.Array (2), TypeName.I8.Array (3),
			TypeName.I4.Vector.Vector, TypeName.Object.Array (2),
		});
	}

	void AddField (FieldSymbol symbol, TypeName owner)
	{
		fields.Add (new FieldUse { Owner = owner, Symbol = symbol });
	}

	void CollectFields ()
	{
		foreach (TypeSymbol symbol in structs.Concat (sized).Concat (classes).Concat (new [] { exceptions [0], initialized }))
			foreach (FieldSymbol field in symbol.Fields)
				AddField (field, symbol.Type);
		foreach (TypeName instance in instances)
			foreach (FieldSymbol field in instance.Symbol.Fields)
				AddField (field, instance);
	}

	/* A type for a variable, a parameter and so on, as this frame can name it */
	TypeName RandomType ()
	{
		if (frame != null && frame.TypeVariables.Length > 0 && chance.Percent (35)) {
			TypeName variable = chance.Of (frame.TypeVariables);
			return chance.Percent (60) ? variable : chance.Any (variable.Vector, genericClass.Instance (variable), genericStruct.Instance (variable),
				variable.Array (2));
		}
		return chance.Of (types);
	}

	/* ---- Methods -------------------------------------------------------------------------------------------------- */

	void DeclareMethods ()
	{
		int count = chance.Between (3, 6);

		for (int i = 0; i < count; i++) {
			var parameters = new List<TypeName> ();
			for (int j = chance.Below (chance.Percent (15) ? 11 : 5); j > 0; j--) {
				TypeName type = chance.Of (types);
				parameters.Add (chance.Percent (15) ? type.Pointer : type);
			}
			TypeName result = chance.Percent (15) ? TypeName.Void : chance.Of (types);
			MethodSymbol method = program.Method ("M" + i, true, result, parameters.ToArray ());
			method.NoInlining = chance.Percent (30);
			method.AggressiveInlining = !method.NoInlining && chance.Percent (20);
			method.IsSynchronized = chance.Percent (4);
			methods.Add (method);
		}
		for (int i = 0; i < 2; i++) {
			TypeName variable = TypeName.MVar (0);
			MethodSymbol method = program.Method ("Generic" + i, true, chance.Any (variable, variable, TypeName.I4),
				variable, chance.Any (TypeName.I4, variable, variable.Pointer), chance.Any (variable.Vector, TypeName.Object, variable));
			method.TypeParameters = 1;
			methods.Add (method);
		}
		/* A result that is an address: of what outlives the call */
		MethodSymbol place = program.Method ("Place", true, TypeName.I4.Pointer, TypeName.I4.Vector, TypeName.I4.Pointer);
		methods.Add (place);
		DeclareSpecial ();
		DeclareMixers ();
		DeclareTails ();
		DeclareWaiting ();
	}

	void MakeBody (MethodSymbol method)
	{
		frame = new Frame { Method = method, Budget = chance.Between (15, 60) };
		if (method.TypeParameters > 0)
			frame.TypeVariables = new [] { TypeName.MVar (0) };
		if (method.Owner.TypeParameters > 0)
			frame.TypeVariables = frame.TypeVariables.Concat (new [] { TypeName.Var (0) }).ToArray ();
		for (int i = 0; i < method.ArgumentCount; i++) {
			TypeName type = method.ArgumentType (i);
			bool isThis = i == 0 && !method.IsStatic, counts = method.IsLink && i == (method.IsStatic ? 0 : 1);
			frame.Variables.Add (new Variable { Type = type, Argument = i, IsReadOnly = isThis || counts || type.Element == Element.Pointer });
		}
		/* A static constructor calls nothing that could need its class: one that fails then is not missed by mini later. */
		bool charges = method.Name != ".cctor" && (chance.Percent (75) || method.IsConstructor || method.IsLink);
		frame.IsTight = !charges;               /* then it calls nothing that could call it */
		Node root = MethodBlock ();
		bool longForms = chance.Percent (8);
		roots.Add (root);
		method.Build = () => {
			var body = new Body (method) { LongForms = longForms };
			if (method.IsConstructor && !method.Owner.IsValueType) {
				body.LoadArgument (0);
				body.Op (OpCodes.Call, method.Owner.Parent == TypeName.Object ? Library.ObjectConstructor :
					method.Owner.Parent.Symbol.Methods.First (m => m.IsConstructor && m.Parameters.Length == 0).Use ());
			}
			if (charges && root.TakesLong)
				Charge (body, 4, body.ReturnDefault);
			emitted.Add (root);
			if (method == adviser)
				EmitCaught (body, root);
			else
				body.Emit (root);
			body.Finish ();
			return body;
		};
		frame = null;
	}

	/* ROOT, and nothing that it throws */
	static void EmitCaught (Body body, Node root)
	{
		Label start = new Label (), handler = new Label (), end = new Label ();

		body.Mark (start);
		body.Enter (ScopeKind.Try);
		body.Emit (root);
		body.Exit ();
		body.Op (OpCodes.Leave, end);
		body.Mark (handler);
		body.Op (OpCodes.Pop);
		body.Op (OpCodes.Leave, end);
		body.Mark (end);
		body.Clauses.Add (new Clause {
			Kind = ClauseKind.Catch, Caught = TypeName.Object, TryStart = start, TryEnd = handler, HandlerStart = handler, HandlerEnd = end
		});
	}

	/* Takes fuel; without any, does what STOP emits. */
	void Charge (Body body, int cost, Action stop)
	{
		var goesOn = new Label ();

		body.Op (OpCodes.Ldsfld, fuel);
		body.Constant (cost);
		body.Op (OpCodes.Sub);
		body.Op (OpCodes.Dup);
		body.Op (OpCodes.Stsfld, fuel);
		body.Constant (0);
		body.Op (OpCodes.Bge, goesOn);
		stop ();
		body.Mark (goesOn);
	}

	/* Each call is made several times, and what it throws is observed. */
	void MakeRun ()
	{
		var counter = new Variable { Type = TypeName.I4, Local = new Local (TypeName.I4), IsReadOnly = true };

		frame = new Frame { Method = Run, Budget = 120 };
		frame.Variables.Add (counter);
		DeclareLocals (4);
		Node block = Node.Block ();
		foreach (MethodSymbol method in methods.Concat (AllMethods ().Where (m => chance.Percent (20) && m.IsStatic)).ToArray ()) {
			frame.Budget = Math.Max (frame.Budget, 20);
			if (method.Owner != program || method.IsApart)
				continue;
			block.Kids.Add (Guarded (CallStatement (method)));
		}
		for (int i = 0; i < 3; i++)
			block.Kids.Add (Guarded (ObservedCall ()));
		Node root = Node.Block (LocalsBlock (), Guarded (DeepCall ()), Guarded (Wait ()), Guarded (ObservedOver ()), Counted (counter, chance.Between (6, 12), block));
		roots.Add (root);
		Run.Build = () => {
			var body = new Body (Run);
			body.Constant (Fuel);
			body.Op (OpCodes.Stsfld, fuel);
			emitted.Add (root);
			body.Emit (root);
			body.Finish ();
			return body;
		};
		frame = null;
	}

	/* STATEMENT, and what it throws observed */
	Node Guarded (Node statement)
	{
		var caught = new Variable { Type = TypeName.Object, Local = new Local (TypeName.Object) };
		var region = new Region ();

		region.Clauses.Add (new RegionClause { Kind = ClauseKind.Catch, Caught = TypeName.Object, Variable = caught });
		return RegionNode (region, statement, Observed (Read (caught)));
	}
}
